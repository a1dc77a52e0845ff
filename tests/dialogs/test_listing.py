"""Lists of workers that come in several messages are one list with one sum."""

from __future__ import annotations

from typing import Any

from dialogs.listing import with_listed

ZHOU, WU = {"name": "老周", "amount_owed_yuan": "7200"}, {"name": "老吴", "amount_owed_yuan": "6000"}
CAI = {"name": "小蔡", "amount_owed_yuan": "5500"}


def told(known: dict[str, Any], *workers: dict[str, str]) -> tuple[Any, ...]:
    whole = with_listed(known, {"workers": list(workers), "amount_owed_yuan": "1", "headcount": 1})
    return len(whole["workers"]), whole["amount_owed_yuan"], whole["headcount"]


def test_a_second_list_adds_to_the_first() -> None:
    assert told({"workers": [ZHOU, WU], "amount_owed_yuan": "13200", "headcount": 2}, CAI) == (3, "18700", 3)


def test_who_is_named_again_is_one_with_the_new_sum() -> None:
    known = {"workers": [ZHOU, WU], "amount_owed_yuan": "13200", "headcount": 2}
    assert told(known, {"name": "老周", "amount_owed_yuan": "7500"}) == (2, "13500", 2)


def test_a_total_that_was_said_by_itself_stays_until_the_list_passes_it() -> None:
    known = {"workers": [ZHOU, WU], "amount_owed_yuan": "15000", "headcount": 8}
    assert told(known, {"name": "小蔡", "amount_owed_yuan": "1000"}) == (3, "15000", 8)
    assert told(known, CAI) == (3, "18700", 8)


def test_names_without_sums_count_as_people() -> None:
    assert told({"workers": [ZHOU], "amount_owed_yuan": "7200"}, {"name": "小蔡"}) == (2, "7200", 2)


def test_without_a_list_before_or_now_nothing_changes() -> None:
    said = {"workers": [ZHOU], "amount_owed_yuan": "7200"}
    assert with_listed({}, said) == said
    assert with_listed({"workers": [ZHOU]}, {"amount_owed_yuan": "9"}) == {"amount_owed_yuan": "9"}
