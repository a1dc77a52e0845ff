"""Sentences whose names are marked by hand."""

from __future__ import annotations

from nlu.training.marked import example_of, marked


def test_marks_become_labels_of_the_characters_and_leave_the_text() -> None:
    example = example_of("foreman> 叫[f阿四]的")
    assert (example.text, example.asked) == ("叫阿四的", "foreman")
    assert example.labels == ("O", "B-foreman", "I-foreman", "O")


def test_labels_follow_the_uniform_text() -> None:
    example = example_of("包工頭…[f肥強]")
    assert example.text == "包工头...肥强"
    assert example.labels[-2:] == ("B-foreman", "I-foreman")
    assert set(example.labels[:-2]) == {"O"}


def test_no_mark_is_left_in_any_sentence() -> None:
    assert all("[" not in each.text and "]" not in each.text for each in marked())
