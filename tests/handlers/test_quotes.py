"""Values are shown with the words they came from, the last ones that said so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from handlers.quotes import Words, find_quotes

ON = date(2026, 11, 24)


def said(*texts: str) -> list[Words]:
    return [Words(number, text, ON) for number, text in enumerate(texts, 1)]


def quoted(facts: dict[str, Any], *texts: str) -> dict[str, tuple[int, str]]:
    found = find_quotes(facts, said(*texts))
    return {field: (quote.message_id, quote.text[quote.start : quote.end]) for field, quote in found.items()}


def test_a_value_is_found_in_the_sentence_that_says_it() -> None:
    facts = {"employer": "鼎立劳务", "phone": "13800001234"}
    assert quoted(facts, "我叫人来", "鼎立劳务欠我钱", "电话13800001234") == {
        "employer": (2, "鼎立劳务"),
        "phone": (3, "13800001234"),
    }


def test_the_last_message_that_says_it_counts() -> None:
    assert quoted({"phone": "13800001234"}, "13800001234", "不知道", "就是13800001234") == {"phone": (3, "13800001234")}


def test_what_was_corrected_is_not_quoted() -> None:
    assert quoted({"phone": "13800005678"}, "13800001234", "不对，是13800005678") == {"phone": (2, "13800005678")}


def test_a_bare_answer_is_found_though_it_is_no_sentence() -> None:
    assert quoted({"person": "王建国", "project": "万象"}, "王建国", "万象") == {
        "person": (1, "王建国"),
        "project": (2, "万象"),
    }


def test_days_are_quoted_in_his_own_words() -> None:
    facts = {"period_start": "2026-03-01", "period_end": "2026-07-31"}
    assert {text for _, text in quoted(facts, "三月到七月的钱没给").values()} <= {"三月", "七月", "三月到七月"}


def test_one_of_several_kinds_of_evidence_is_quoted() -> None:
    assert quoted({"evidence_kinds": ["photo", "iou"]}, "有欠条") == {"evidence_kinds": (1, "欠条")}


def test_what_nobody_said_has_no_words() -> None:
    assert quoted({"place": "江苏省镇江市润州区"}, "你好") == {}


@pytest.mark.parametrize("text", ["", "   ", "<script>alert(1)</script>", "\u202e字", "😀" * 400])
def test_strange_texts_do_no_harm(text: str) -> None:
    assert "person" not in quoted({"person": "王建国"}, text)


def test_it_stays_quick_in_a_long_talk() -> None:
    texts = [f"第{number}句话，我再说说工地上的事，活干完了钱没拿到" for number in range(200)]
    assert quoted({"person": "王建国", "phone": "13800001234"}, *texts) == {}
