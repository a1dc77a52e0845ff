"""Reads one message: its intent and the facts it states."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from nlu import tokens as words
from nlu.evidence import find_evidence
from nlu.figures import find_figures
from nlu.found import Context, Found
from nlu.intents import intent_of
from nlu.names import find_names
from nlu.normalise import normalise
from nlu.reading import Reading, Span
from nlu.tokens import tokens
from nlu.visits import find_visits

LISTS: Final = ("evidence_kinds",)


def understand(text: str, *, today: date, asked: str | None = None) -> Reading:
    """What the message says on that day, after the open question if there is one."""
    normal = normalise(text)
    context = Context(normal, today, asked, tokens(normal.text))
    figures, conflicts = find_figures(context)
    found: list[Found] = list(figures)
    found += find_names(context, found)
    found += find_evidence(context)
    found += find_visits(context, found)
    entities = entities_of(found)
    verdict = intent_of(context, entities, found)
    if verdict.intent == "ask_policy" and verdict.faq_topic:
        entities["faq_topic"] = verdict.faq_topic
    return Reading(text, verdict.intent, verdict.confidence, entities, tuple(conflicts), spans_of(context, found))


def entities_of(found: Sequence[Found]) -> dict[str, Any]:
    """One value a field, the last found; kinds of evidence are a list, each once, in the order they were said."""
    entities: dict[str, Any] = {each.field: each.value for each in found if each.field not in LISTS}
    for name in LISTS:
        values = [each.value for each in sorted(found, key=lambda one: one.start) if each.field == name]
        if values:
            entities[name] = list(dict.fromkeys(values))
    return entities


def spans_of(context: Context, found: Sequence[Found]) -> tuple[Span, ...]:
    """Where each fact was read in the worker's own text."""
    return tuple(
        Span(each.field, each.value, *context.normal.source_span(each.start, each.end), each.rule) for each in found
    )


def warm_up() -> None:
    """Load every dictionary and model, so that the first message does not wait for them."""
    words.warm_up()
    understand("鼎立劳务欠我两万四", today=date(2026, 1, 1))
