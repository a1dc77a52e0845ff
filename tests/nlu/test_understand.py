"""The whole of a reading: lists, contradictions, places in the text, and what does not count."""

from __future__ import annotations

import json
from datetime import date

import pytest

from nlu.training.intents import DEVSET
from nlu.understand import account_for, understand

TODAY = date(2026, 11, 24)


def test_a_list_of_names_and_sums_is_added_up() -> None:
    entities = understand("欠钱名单：老周七千二 老吴六千 小蔡五千五", today=TODAY).entities
    assert [worker["name"] for worker in entities["workers"]] == ["老周", "老吴", "小蔡"]
    assert (entities["headcount"], entities["amount_owed_yuan"]) == (3, "18700")


def test_a_said_total_stands_and_the_contradiction_is_told() -> None:
    reading = understand("说好三万，给了一万，还差一万八", today=TODAY)
    [conflict] = reading.conflicts
    assert reading.entities["amount_owed_yuan"] == "18000"
    assert (conflict.field, conflict.said, conflict.computed) == ("amount_owed_yuan", "18000", "20000")


@pytest.mark.parametrize("text", ["说好三万，给了一万，还差两万", "大概还欠一万八，一共三万给了一万", "老板欠我两万四"])
def test_sums_that_agree_are_no_contradiction(text: str) -> None:
    assert understand(text, today=TODAY).conflicts == ()


def test_spans_point_into_the_workers_own_words() -> None:
    text = "老闆\u200b欠我兩萬四"
    [span] = [each for each in understand(text, today=TODAY).spans if each.field == "amount_owed_yuan"]
    assert text[span.start : span.end] == "兩萬四"


def test_what_was_found_but_does_not_count_is_accounted_for() -> None:
    rejected = {each.value: each.field for each in account_for("押金八百不退，工资五千三没给", today=TODAY).rejected}
    assert rejected == {"800": "none"}


@pytest.mark.parametrize("text", ["", " ", "？？？", "\u200b", "🙏", "\ud800", "a" * 5000])
def test_strange_texts_state_no_figures(text: str) -> None:
    assert not [name for name in understand(text, today=TODAY).entities if "yuan" in name or name.startswith("period")]


def test_the_same_message_reads_the_same_twice() -> None:
    text = "我们5个人每人欠八千，三月到七月的"
    assert understand(text, today=TODAY) == understand(text, today=TODAY)


def test_every_fact_says_where_it_was_read() -> None:
    lines = (DEVSET / "w1_a.jsonl").read_text("utf-8").splitlines()
    for message in map(json.loads, lines):
        reading = understand(message["text"], today=TODAY, asked=message.get("asked"))
        assert reading.entities.keys() - {"faq_topic"} == {span.field for span in reading.spans}
        assert all(0 <= span.start < span.end <= len(reading.text) for span in reading.spans)


@pytest.mark.parametrize(
    ("text", "said", "computed"),
    [
        ("一天三百干了二十天，欠我五千", "5000", "6000"),
        ("每月五千，干了两个月，欠我一万二", "12000", "10000"),
        ("我们三个人每人五千，一共欠两万", "20000", "15000"),
        ("说好三万，给了一万，还差一万八", "18000", "20000"),
    ],
)
def test_a_sum_that_arithmetic_does_not_give_is_asked_about(text: str, said: str, computed: str) -> None:
    [conflict] = understand(text, today=TODAY).conflicts
    assert (conflict.said, conflict.computed) == (said, computed)


@pytest.mark.parametrize(
    "text", ["一天三百干了二十天，还欠五千", "一天三百干了二十天，欠我六千", "大概三个月，一个月五千，欠我一万三"]
)
def test_a_rest_and_a_soft_length_contradict_nothing(text: str) -> None:
    assert understand(text, today=TODAY).conflicts == ()
