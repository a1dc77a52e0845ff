"""A short question of law is one, whatever is asked; an answer stays an answer."""

from __future__ import annotations

from datetime import date

import pytest

from nlu.between import question_between
from nlu.understand import understand

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize("asked", ["person", "phone", "foreman", "employer", "amount_owed", "confirm"])
@pytest.mark.parametrize(
    ("text", "topic"), [("那仲裁呢", "arbitration"), ("要钱吗", "cost"), ("那能保密吗？", "anonymity")]
)
def test_a_question_is_heard_at_any_open_question(text: str, topic: str, asked: str) -> None:
    reading = question_between(understand(text, today=TODAY, asked=asked))
    assert (reading.intent, reading.entities.get("faq_topic")) == ("ask_policy", topic)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("王建国", "person"),
        ("鼎立劳务？", "employer"),
        ("两万四吧", "amount_owed"),
        ("不知道呢", "foreman"),
        ("吗", "person"),
    ],
)
def test_an_answer_stays_what_it_was(text: str, asked: str) -> None:
    reading = understand(text, today=TODAY, asked=asked)
    assert question_between(reading) == reading
