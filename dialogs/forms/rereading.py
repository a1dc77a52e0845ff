"""Looks at a message again where the open question misled its reading: what it tells is kept, never taken amiss."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from rasa_sdk.interfaces import Tracker

from dialogs.facts import has_facts, value_for
from dialogs.forms.differing import bare
from dialogs.forms.hearing import asked_slot, is_district, is_number, plain, reading_of
from nlu.reading import Reading
from nlu.understand import understand

LOOSE = frozenset({"correct_info", "provide_info", "report_arrears", "dont_know", "out_of_scope"})
NAMES = frozenset({"person", "project", "place", "employer", "foreman"})
NO_NAMES = ("id_number", "phone", "amount_owed", "period", "headcount", "evidence")
SUM_MISPLACED = NAMES | {"id_number", "phone", "period", "evidence"}  # where a bare sum answers another question
SURE = 0.6
SHORT = 12  # characters; a sum alone is no longer


def look_again(tracker: Tracker, today: date, named: str | None, domain: Any) -> None:
    """Reads words that say nothing about the open question again: as if none were open, or as of another part."""
    reading, asked = reading_of(tracker), asked_slot(tracker)
    if has_facts(reading.entities) or asked is None or is_number(reading.text) or reading.intent not in LOOSE:
        return
    for other in readings(reading, asked, today, named, domain):
        if has_facts(other.entities):
            intent = "correct_info" if reading.intent == "correct_info" else "provide_info"
            tracker.latest_message["reading"] = replace(other, text=reading.text, intent=intent)
            return


def readings(reading: Reading, asked: str, today: date, named: str | None, domain: Any) -> Iterator[Reading]:
    """Other ways to read the message, the likelier first."""
    text, told = reading.text.strip(), domain["responses"]["utter_noted"][0]["metadata"]
    if (without := re.sub(told["particles"], "", text)) != text:
        yield understand(without, today=today, asked=asked)
    if reading.intent in ("correct_info", "dont_know") or reading.confidence < SURE:
        yield understand(text, today=today)
    if named not in (None, asked):
        yield understand(text, today=today, asked=named)
    if len(text) <= SHORT and (reading.intent == "correct_info" or asked in SUM_MISPLACED):
        for other in ("amount_owed", "period"):
            told_of = understand(text, today=today, asked=other)
            if value_for(other, told_of.entities):
                yield told_of


def put_in_place(tracker: Tracker, today: date, named: str | None, domain: Any) -> None:
    """A time, a sum, a firm or a place that was taken for the name asked for goes where it belongs."""
    part_alone(tracker, named)
    reading, asked = reading_of(tracker), asked_slot(tracker)
    said = reading.entities.get(str(asked))
    if asked not in NAMES or said is None or len(bare(reading.text)) - len(bare(said)) > SHORT:
        return
    entities = {name: value for name, value in reading.entities.items() if name != asked}
    if told := told_instead(reading, str(said), today):
        entities |= told
    elif asked == "employer" and said in (reading.entities.get("foreman"), tracker.slots.get("foreman")):
        pass  # who has no firm's name is the man himself
    elif (other := kind_of(str(said), asked, today, domain)) is not None and other != asked:
        entities = {other: said, **entities}
    elif not re.search(domain["responses"]["utter_noted"][0]["metadata"]["pointing"], bare(said)):
        return
    intent = reading.intent if entities else "out_of_scope"
    tracker.latest_message["reading"] = replace(reading, entities=entities, intent=intent)


def part_alone(tracker: Tracker, named: str | None) -> None:
    """A name that was taken for two parts is the one's that he names."""
    reading = reading_of(tracker)
    said = reading.entities.get(named or "")
    twins = [slot for slot in NAMES if slot != named and said is not None and reading.entities.get(slot) == said]
    if named in NAMES and twins:
        alone = {name: value for name, value in reading.entities.items() if name not in twins}
        tracker.latest_message["reading"] = replace(reading, entities=alone)


def told_instead(reading: Reading, said: str, today: date) -> dict[str, Any]:
    """The facts that the supposed name, or the whole message around it, turns out to be."""
    whole = len(bare(reading.text)) - len(bare(said)) <= 1
    for text, asked in ((said, None), (said, "period"), *(((reading.text, None),) if whole else ())):
        free = understand(text, today=today, asked=asked).entities
        if any(value_for(slot, free) is not None for slot in NO_NAMES) and not any(free.get(name) for name in NAMES):
            return dict(free)
    return {}


def kind_of(name: str, asked: str, today: date, domain: Any) -> str | None:
    """The slot that a name belongs to by its form, where the form leaves no doubt."""
    told = domain["responses"]["utter_noted"][0]["metadata"]
    if asked == "project" and understand(told["worked"].format(name), today=today).entities.get("place") == name:
        return "place"
    kinds = told["kinds"]
    return next((slot for slot, form in kinds.items() if re.search(form, plain(name))), None)


def take_corrections(tracker: Tracker, domain: Any) -> None:
    """Facts beside words that put something right are corrections, whatever they were taken for."""
    reading = reading_of(tracker)
    words = domain["responses"]["utter_changed"][0]["metadata"]["corrects"]
    if reading.intent in LOOSE | {"deny"} and has_facts(reading.entities) and re.search(words, reading.text.strip()):
        tracker.latest_message["reading"] = replace(reading, intent="correct_info")


def split_place(tracker: Tracker, today: date, domain: Any) -> None:
    """An answer to the question for the site that begins with its place is taken apart."""
    reading = reading_of(tracker)
    said = str(reading.entities.get("project") or "")
    if asked_slot(tracker) != "project" or not said:
        return
    apart = understand(reading.text, today=today).entities
    place, project = str(apart.get("place") or ""), str(apart.get("project") or "")
    if place and project and said == place + project and is_district(place, domain):
        entities = {**reading.entities, "place": place, "project": project}
        tracker.latest_message["reading"] = replace(reading, entities=entities)
