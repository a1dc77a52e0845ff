"""Decides what a message wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlu.commands import command_of
from nlu.crisis import danger_in
from nlu.found import Context, Found
from nlu.intent_features import features
from nlu.linear import LinearModel, load

SURE = 0.99
UNSURE = 0.3  # below it, a message that states no fact is not understood
ALARM = 0.3  # a crisis may be false sooner than missed


@dataclass(frozen=True, slots=True)
class Verdict:
    """The intent, how sure it is, the topic of a policy question, and the rule that decided."""

    intent: str
    confidence: float
    faq_topic: str | None
    rule: str


def intent_of(context: Context, entities: Mapping[str, Any], found: Sequence[Found]) -> Verdict:
    """One of the intents of docs/understanding.md: danger first, then what is said in so many words, then the model."""
    text, asked = context.text, context.asked
    if danger := danger_in(text):
        return Verdict("crisis", SURE, None, f"danger:{danger}")
    if command := command_of(text, asked):
        return Verdict(command, SURE, None, "command")
    told = features(text, asked, entities)
    intent, confidence = weighed(told, entities)
    topic = topic_of(told) if intent == "ask_policy" else None
    return Verdict(intent, round(confidence, 3), topic, "model")


def weighed(told: Sequence[str], entities: Mapping[str, Any]) -> tuple[str, float]:
    """The model's likeliest intent with its probability."""
    chances = _model("intents").probabilities(told)
    if chances.get("crisis", 0.0) >= ALARM:
        return "crisis", chances["crisis"]
    intent = max(chances, key=chances.__getitem__)
    if chances[intent] < UNSURE and not entities:
        return "out_of_scope", chances[intent]
    return intent, chances[intent]


def topic_of(told: Sequence[str]) -> str:
    """The likeliest topic of a policy question."""
    chances = _model("topics").probabilities(told)
    return max(chances, key=chances.__getitem__)


@cache
def _model(name: str) -> LinearModel:
    return load(name)
