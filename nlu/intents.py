"""Decides what a message wants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from nlu.commands import command_of
from nlu.crisis import Sign, Signs, signs_in
from nlu.found import Context, Found
from nlu.intent_features import features, topic_features
from nlu.linear import LinearModel, load

SURE = 0.99
UNSURE = 0.3  # below it, a message that states no fact is not understood
ALARM = 0.1  # a crisis may be false sooner than missed, where words of danger are
ALARM_UNHEARD = 0.3  # where none are
DOUBT = 0.06  # below it, words of danger are taken for a manner of speaking
DOUBT_SELF_HARM = 0.03
CRISIS, OTHER = "crisis", "out_of_scope"
MODEL = "model"
COMMAND = "command"  # the rule of messages that are one short phrase and state no fact


@dataclass(frozen=True, slots=True)
class Verdict:
    """The intent, how sure it is, the topic of a policy question, the rule that decided, and the words of danger."""

    intent: str
    confidence: float
    faq_topic: str | None
    rule: str
    dangers: tuple[Sign, ...] = ()


def intent_of(context: Context, entities: Mapping[str, Any], found: Sequence[Found]) -> Verdict:
    """One of the intents of docs/understanding.md: danger first, then what is said in so many words, then the model."""
    text, asked = context.text, context.asked
    signs = signs_in(text)
    danger = signs.danger
    if not danger and (command := command_of(text, asked)):
        return Verdict(command, SURE, None, COMMAND, signs.found)
    told = features(text, asked, entities, signs)
    chances = _model("intents").probabilities(told)
    if danger and chances[CRISIS] >= _doubt(signs, danger):
        return Verdict(CRISIS, SURE, None, f"danger:{danger}", signs.found)
    intent = weighed(chances, entities, ALARM if signs.suspicious else ALARM_UNHEARD)
    topic = topic_of(text, told) if intent == "ask_policy" else None
    return Verdict(intent, round(chances[intent], 3), topic, MODEL, signs.found)


def _doubt(signs: Signs, danger: str) -> float:
    """How likely the model must find a danger; what is said outright about one's own life needs no model."""
    if danger != "self_harm":
        return DOUBT
    outright = any(sign.plain and sign.kind == danger and not sign.defused for sign in signs.found)
    return 0.0 if outright else DOUBT_SELF_HARM


def weighed(chances: Mapping[str, float], entities: Mapping[str, Any], alarm: float = ALARM) -> str:
    """The likeliest intent; a crisis already when it is not the likeliest, nothing when nothing is likely."""
    if chances[CRISIS] >= alarm:
        return CRISIS
    intent = max(chances, key=chances.__getitem__)
    return OTHER if chances[intent] < UNSURE and not entities else intent


def topic_of(text: str, told: list[str]) -> str:
    """The likeliest topic of a policy question."""
    chances = _model("topics").probabilities(topic_features(text, told))
    return max(chances, key=chances.__getitem__)


@cache
def _model(name: str) -> LinearModel:
    return load(name)
