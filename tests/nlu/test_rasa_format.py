"""A reading in the form of Rasa's /model/parse."""

from __future__ import annotations

from datetime import date

from nlu.rasa_format import rasa_parse
from nlu.reading import Reading, Span
from nlu.understand import understand


def test_an_entity_stands_where_it_was_read() -> None:
    text = "老闆欠我２４０００元"
    parsed = rasa_parse(understand(text, today=date(2026, 11, 24)))
    [owed] = [each for each in parsed["entities"] if each["entity"] == "amount_owed_yuan"]
    assert (owed["value"], text[owed["start"] : owed["end"]], owed["extractor"]) == (
        "24000",
        "２４０００元",
        "xinsheng",
    )
    assert parsed["text"] == text and parsed["intent"] == parsed["intent_ranking"][0]


def test_a_fact_without_a_place_spans_the_text() -> None:
    span = Span("months", 3, 0, 2, "months.said")
    parsed = rasa_parse(Reading("三月", "ask_policy", 0.9, {"faq_topic": "cost", "months": 3}, (), (span,)))
    places = {each["entity"]: (each["start"], each["end"]) for each in parsed["entities"]}
    assert places == {"faq_topic": (0, 2), "months": (0, 2)}
