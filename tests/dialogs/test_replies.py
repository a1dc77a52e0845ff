"""Texts are filled, and nothing that is missing or odd in a value breaks them."""

from __future__ import annotations

import pytest

from dialogs.replies import Reply, fill, render

DOMAIN = {"responses": {"utter_x": [{"text": "{a}-{b}", "buttons": [{"title": "1"}, {"title": "2"}]}]}}


@pytest.mark.parametrize(
    ("values", "text"),
    [({"a": 1, "b": 2}, "1-2"), ({"a": 1}, "1-"), ({"a": None, "b": "{a}"}, "-{a}"), ({}, "-")],
)
def test_a_missing_blank_stays_empty(values: dict[str, object], text: str) -> None:
    assert fill("{a}-{b}", values) == text


def test_a_response_brings_its_choices() -> None:
    assert render(DOMAIN, {"response": "utter_x"}, {"a": "x", "b": "y"}) == Reply("x-y", ("1", "2"))


def test_choices_of_the_message_come_first() -> None:
    message = {"response": "utter_x", "buttons": [{"title": "3"}]}
    assert render(DOMAIN, message, {}).choices == ("3",)


def test_a_literal_text_is_not_filled() -> None:
    assert render(DOMAIN, {"text": "{a}"}, {"a": "x"}) == Reply("{a}")
