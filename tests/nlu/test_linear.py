"""A trained model is read as it was written, and its probabilities add up."""

from __future__ import annotations

import pytest

from nlu.linear import LinearModel, dumped, parsed
from nlu.training.dice import Dice
from nlu.training.intents import Example, trained_on

MODEL = LinearModel(("no", "yes"), {"对": ((1, 250),), "不": ((0, 300), (1, -50)), "a b$": ((0, 5),)}, 0.8)


def test_a_model_survives_writing_and_reading() -> None:
    assert parsed(dumped(MODEL)) == MODEL


def test_probabilities_add_up_and_follow_the_weights() -> None:
    chances = MODEL.probabilities(["不", "对", "unseen"])
    assert sum(chances.values()) == pytest.approx(1)
    assert chances["no"] > chances["yes"]


def test_unseen_features_leave_all_labels_alike() -> None:
    assert MODEL.probabilities(["unseen"]) == {"no": 0.5, "yes": 0.5}


def test_training_twice_gives_the_same_model() -> None:
    examples = [Example(("对", f"x{n % 3}"), "yes") for n in range(12)] + [Example(("不",), "no") for _ in range(12)]
    one, two = (trained_on("intents", Dice(1).shuffled(examples)) for _ in range(2))
    assert dumped(one.model) == dumped(two.model)
    assert one.accuracy == 1
    assert one.model.probabilities(["不"])["no"] > 0.6
