"""Reads one message: its intent and the facts it states."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from nlu import tokens as words
from nlu.evidence import find_evidence
from nlu.figures import Figures, find_figures
from nlu.found import Context, Found
from nlu.intents import COMMAND, CRISIS, MODEL, Verdict, intent_of
from nlu.names import find_names
from nlu.normalise import normalise
from nlu.reading import Reading, Span
from nlu.relevance import as_update, intent_with, left_out
from nlu.tokens import tokens
from nlu.visits import find_visits

LISTS: Final = ("evidence_kinds",)
MYSELF: Final = "我"  # in a list of workers, until the speaker's name is known


@dataclass(frozen=True, slots=True)
class Account:
    """A reading with what leads to it: the rule of the intent, the words of danger, what was found but does not count."""

    reading: Reading
    intent_rule: str
    rejected: tuple[Span, ...]
    dangers: tuple[Span, ...] = ()


def understand(text: str, *, today: date, asked: str | None = None) -> Reading:
    """What the message says on that day, after the open question if there is one."""
    return account_for(text, today=today, asked=asked).reading


def seen(text: str, *, today: date, asked: str | None = None) -> Context:
    """The message as the finders see it."""
    normal = normalise(text)
    return Context(normal, today, asked, tokens(normal.text))


def found_in(context: Context) -> tuple[Figures, list[Found]]:
    """All that is found before the intent is known; the model of intents learns from the same."""
    figures = find_figures(context)
    found = list(figures.found)
    found += find_names(context, found)
    found += find_evidence(context)
    found += find_visits(context, found)
    return figures, found


def account_for(text: str, *, today: date, asked: str | None = None) -> Account:
    """The reading of a message, accounted for."""
    context = seen(text, today=today, asked=asked)
    figures, found = found_in(context)
    entities = entities_of(found)
    verdict = intent_of(context, entities, found)
    intent = intent_with(verdict.intent, found)
    found = as_update(intent, found)
    entities = entities_of(found)
    dropped = left_out(intent, asked, entities, found)
    if verdict.rule == COMMAND:
        dropped |= entities.keys() - {"evidence_kinds"}  # a short phrase is no name
    kept = {name: value for name, value in entities.items() if name not in dropped}
    if intent == "ask_policy" and verdict.faq_topic:
        kept["faq_topic"] = verdict.faq_topic
    spans = spans_of(context, [each for each in found if each.field in kept])
    conflicts = tuple(each for each in figures.conflicts if each.field in kept)
    reading = Reading(text, intent, verdict.confidence, kept, conflicts, spans)
    aside = [*figures.rejected, *(each for each in found if each.field in dropped)]
    return Account(reading, verdict.rule, spans_of(context, aside), tuple(dangers_of(context, verdict)))


def dangers_of(context: Context, verdict: Verdict) -> Iterator[Span]:
    """The words that are danger by themselves, with what defused them if anything did."""
    believed = verdict.intent == CRISIS
    told = {}
    for sign in verdict.dangers:
        if sign.sure or (believed and verdict.rule == MODEL):
            rule = sign.defused or ("words" if believed else "doubted_by_the_model")
            told[sign.kind, rule] = Span("danger", sign.kind, *context.normal.source_span(sign.start, sign.end), rule)
    yield from told.values()


def entities_of(found: Sequence[Found]) -> dict[str, Any]:
    """One value a field, the last found; kinds of evidence are a list, each once, in the order they were said."""
    entities: dict[str, Any] = {each.field: each.value for each in found if each.field not in LISTS}
    for name in LISTS:
        values = [each.value for each in sorted(found, key=lambda one: one.start) if each.field == name]
        if values:
            entities[name] = list(dict.fromkeys(values))
    if "workers" in entities:
        entities["workers"] = named(entities["workers"], entities.get("person"))
    return entities


def named(workers: Sequence[dict[str, str]], speaker: str | None) -> list[dict[str, str]]:
    """A list of workers with the speaker under his name, if it is known."""
    return [{**worker, "name": speaker} if worker["name"] == MYSELF and speaker else worker for worker in workers]


def spans_of(context: Context, found: Sequence[Found]) -> tuple[Span, ...]:
    """Where each fact was read in the worker's own text."""
    return tuple(
        Span(each.field, each.value, *context.normal.source_span(each.start, each.end), each.rule) for each in found
    )


def warm_up() -> None:
    """Load every dictionary and model, so that the first message does not wait for them."""
    words.warm_up()
    understand("鼎立劳务欠我两万四", today=date(2026, 1, 1))
