"""What stays of a person behind a mask."""

from __future__ import annotations

import pytest

from cases.masking import mask_bank_card, mask_facts, mask_id_number, mask_name, mask_numbers, mask_phone
from tests.rows import NUMBER


def test_masks_leave_what_tells_people_apart_but_not_who_they_are() -> None:
    assert mask_id_number("321102198506150015") == "321102********0015"
    assert mask_phone("13800001234") == "138****1234"
    assert mask_bank_card("6222000000001234") == "************1234"
    assert mask_name("王建国") == "王**"


def test_a_short_value_is_all_stars() -> None:
    assert (mask_phone("12345"), mask_name("王"), mask_id_number("")) == ("*****", "*", "")


def test_facts_are_masked_also_inside_lists_and_facts() -> None:
    facts = {
        "person": "王建国",
        "employer": "鼎立劳务",
        "amount_owed_yuan": "24000",
        "evidence_kinds": ["iou"],
        "workers": [{"name": "李四", "phone": "13800001234"}],
        "before": {"phone": "13800005678"},
        "words": "我叫王建国",
        "id_number": None,
    }
    assert mask_facts(facts) == {
        "person": "王**",
        "employer": "鼎立劳务",
        "amount_owed_yuan": "24000",
        "evidence_kinds": ["iou"],
        "workers": [{"name": "李*", "phone": "138****1234"}],
        "before": {"phone": "138****5678"},
        "words": "*****",
        "id_number": None,
    }


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800001234。", "电话*******1234。"),
        ("电话 138 0000 1234", "电话 *********1234"),
        ("电话 138-0000-1234", "电话 *********1234"),
        ("电话 138.0000.1234", "电话 *********1234"),
        ("电话１３８００００１２３４", "电话*******１２３４"),
        ("11010519900307123x号", "**************123x号"),
        ("欠24000元，2026-03-01到2026-07-31", "欠24000元，2026-03-01到2026-07-31"),
        (f"编号{NUMBER}。", f"编号{NUMBER}。"),
        ("编号XS138000012345", "编号XS********2345"),
    ],
)
def test_long_numbers_are_hidden_within_words(text: str, shown: str) -> None:
    assert mask_numbers(text) == shown
    assert len(mask_numbers(text)) == len(text)
