"""Right, wrong, invented and missed values are told apart, and what only looks different is the same."""

from __future__ import annotations

from typing import Any

import pytest

from nlu.reading import Reading
from nlu.scoring import Count, comparable, counts_of, field_count, judged, money_count, scores_of


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("24000", "24000.0"),
        ("280.5", "280.50"),
        ("鼎立勞務", "鼎立劳务"),
        ("“万象新城” 二期", "万象新城二期"),
        ("ＸＳ２０２６", "xs2026"),
        (3, 3.0),
        ({"name": "张三", "amount_owed_yuan": "900"}, {"amount_owed_yuan": "900.0", "name": "張三"}),
    ],
)
def test_values_that_mean_the_same_compare_equal(one: Any, two: Any) -> None:
    assert comparable(one) == comparable(two)


@pytest.mark.parametrize(("one", "two"), [("24000", "2400"), ("老孙", "孙"), (True, 1), ("2026-03-01", "2026-03-02")])
def test_values_that_differ_do_not(one: Any, two: Any) -> None:
    assert comparable(one) != comparable(two)


@pytest.mark.parametrize(
    ("wanted", "read", "count"),
    [
        ("24000", "24000", Count(right=1)),
        ("24000", "2400", Count(wrong=1)),
        (None, "2400", Count(invented=1)),
        ("24000", None, Count(missed=1)),
        (["iou", "chat"], ["iou", "photo"], Count(right=1, invented=1, missed=1)),
        (None, ["iou"], Count(invented=1)),
    ],
)
def test_a_field_is_counted(wanted: Any, read: Any, count: Count) -> None:
    assert field_count(wanted, read) == count


def test_a_wrong_value_costs_precision_and_recall() -> None:
    count = Count(right=2, wrong=1, invented=1, missed=2)
    assert (count.precision, count.recall) == (0.5, 0.4)
    assert count.f1 == pytest.approx(2 * 0.5 * 0.4 / 0.9)


def test_a_sum_in_the_wrong_role_is_still_a_right_sum() -> None:
    wanted, read = {"amount_owed_yuan": "900", "daily_wage_yuan": "300"}, {"amount_paid_yuan": "900"}
    assert money_count(wanted, read) == Count(right=1, missed=1)
    assert counts_of(wanted, read)["amount_paid_yuan"] == Count(invented=1)


def test_messages_add_up() -> None:
    said = {"id": "1", "text": "…", "intent": "crisis", "entities": {"phone": "13800001234"}}
    right = judged(said, Reading("…", "crisis", 1.0, {"phone": "13800001234"}))
    wrong = judged({**said, "id": "2"}, Reading("…", "urge", 1.0, {}))
    scores = scores_of([right, wrong])
    assert (scores.accuracy, scores.exact, wrong.faults) == (0.5, 0.5, 2)
    assert scores.intents["crisis"] == Count(right=1, missed=1)
    assert scores.fields["phone"] == scores.core == Count(right=1, missed=1)
    assert scores.confused == {("crisis", "urge"): 1}


def test_an_intent_that_is_no_label_does_not_weigh_in_the_mean() -> None:
    said = {"text": "…", "intent": "crisis", "entities": {}}
    scores = scores_of([judged(said, Reading("…", intent, 1.0)) for intent in ("crisis", "urge")])
    assert scores.macro_f1 == pytest.approx(2 / 3)


def test_a_message_without_facts_in_its_label_counts_for_its_intent_alone() -> None:
    one = judged({"text": "…", "intent": "greet"}, Reading("…", "greet", 1.0, {"person": "张三"}))
    assert one.faults == 0
    assert scores_of([one]).fields == {}
