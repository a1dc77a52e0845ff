"""The uniform text of a message, and the way back to where each character stood."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.lexicon import rows
from nlu.normalise import LONGEST, normalise

SAME = {
    "老闆拖欠工資": "老板拖欠工资", "２４０００元": "24000元", "欠\u200b我\u202e钱": "欠我钱", "1️⃣2️⃣": "12", "③②①": "321",
    "包公头托欠工前": "包工头拖欠工钱", "欠 薪 二 万 七 千 元 桂 林": "欠薪二万七千元桂林", "老版本": "老版本",
}  # fmt: skip


@pytest.mark.parametrize(("source", "text"), SAME.items())
def test_one_meaning_has_one_text(source: str, text: str) -> None:
    assert normalise(source).text == text


def test_a_span_leads_back_to_the_workers_own_characters() -> None:
    normal = normalise("老\u200b闆欠２\u200d万")
    start = normal.text.index("2万")
    assert normal.source[slice(*normal.source_span(start, start + 2))] == "２\u200d万"


@given(st.text())
def test_every_character_has_its_place(source: str) -> None:
    normal = normalise(source)
    assert len(normal.offsets) == len(normal.text) + 1
    assert list(normal.offsets) == sorted(normal.offsets)
    assert normal.offsets[-1] <= min(len(source), LONGEST)


def test_no_more_than_two_thousand_characters_are_read() -> None:
    assert len(normalise("欠" * 5000).text) == LONGEST


def test_a_misspelling_and_its_correction_are_equally_long() -> None:
    assert [row for row in rows("typos") if len(row[0]) != len(row[1])] == []
