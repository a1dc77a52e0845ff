"""Invents simulated workers: who they are, what they say, what they get wrong, where they digress; a seed each."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path
from typing import Any, Final, TypeVar

import yaml

from bot.bench.talks import id_number
from nlu.spoken import yuan_in_words

FILE: Final = Path(__file__).with_name("workers.yml")
TODAY: Final = "2026-11-24"
SLOTS: Final = (
    *("person", "id_number", "phone", "project", "place", "employer", "foreman"),
    *("amount_owed", "period", "headcount", "evidence"),
)
WRITTEN: Final = {"amount_owed": "amount"}  # a slot's blank, where it has another name
T = TypeVar("T")
Sheet = dict[str, Any]


class Draw:
    """Chance that is the same for the same seed, everywhere."""

    def __init__(self, seed: str) -> None:
        self._seed, self._drawn = seed, count()

    def below(self, most: int) -> int:
        digest = hashlib.sha256(f"{self._seed}:{next(self._drawn)}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % most

    def one(self, of: Sequence[T]) -> T:
        return of[self.below(len(of))]

    def happens(self, percent: int) -> bool:
        return self.below(100) < percent


class Workers:
    """The words of workers.yml, put together."""

    def __init__(self) -> None:
        self._words: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))

    def sheet(self, number: int) -> Sheet:
        """The fact sheet of that worker: the same number, the same man."""
        draw = Draw(f"worker {number}")
        said, facts = self._facts(draw, number)
        opening, told = draw.one(self._words["openings"])
        turns = {slot: draw.one(self._words["answers"][slot]) for slot in self._words["answers"]}
        skipped = [slot for slot in self._words["skips"] if slot not in told and draw.happens(12)]
        if "foreman" in skipped:
            turns["employer"] = self._words["answers"]["employer"][0]
        turns |= {slot: draw.one(self._words["skips"][slot]) for slot in skipped}
        twists = self._twists(draw, said, [*told, *skipped])
        if said["headcount"] == 1 and all(twist.get("slot") != "headcount" for twist in twists):
            turns["headcount"] = draw.one(self._words["alone"])
        wrong = {twist["slot"]: twist["wrong"] for twist in twists if "slot" in twist}
        turns = {slot: text.format_map({**said, **self._wrongly(slot, wrong)}) for slot, text in turns.items()}
        outcome = next((twist["expect"] for twist in twists if twist["expect"] in self._words["ends"]), "submitted")
        return {
            "id": f"invented-{number}",
            "today": TODAY,
            "turns": {"opening": self._begins(draw, said, opening), **turns},
            "facts": without(facts, skipped, told),
            "twists": twists,
            "outcome": outcome,
        }

    def _begins(self, draw: Draw, said: Mapping[str, Any], opening: str) -> str:
        """His first words; who speaks for others lets it be heard, and does not always say how many they are."""
        others = draw.one(self._words["several"]) if said["headcount"] > 1 else ""
        return str(others + opening).format_map(said)

    def _facts(self, draw: Draw, number: int) -> tuple[dict[str, Any], dict[str, Any]]:
        """His blanks as he says them, and what a complaint must hold of them."""
        words = self._words
        evidence, kinds = draw.one(words["evidence"])
        amount, period = self._amount(draw), self._period(draw)
        said = {
            "person": self._name(draw),
            "id_number": id_number(number),
            "phone": f"1380000{draw.below(10**4):04d}",
            "project": draw.one(words["projects"]),
            "place": draw.one(words["places"]),
            "employer": draw.one(words["employers"]),
            "foreman": draw.one(words["foremen"]),
            "job": draw.one(words["jobs"]),
            "headcount": 1 if draw.happens(70) else 2 + draw.below(10),
        }
        facts = {**said, "amount_owed_yuan": amount[1], "evidence_kinds": kinds, **period[1]}
        return {**said, "amount": amount[0], "period": period[0], "evidence": evidence}, facts

    def _name(self, draw: Draw) -> str:
        return str(draw.one(self._words["surnames"]) + draw.one(self._words["given"]))

    def _amount(self, draw: Draw) -> tuple[str, str]:
        yuan = (20 + draw.below(380)) * 100
        spoken = yuan_in_words(str(yuan)).removesuffix(self._words["yuan"])
        return str(draw.one(self._words["amounts"])).format(spoken=spoken, yuan=yuan), str(yuan)

    def _period(self, draw: Draw) -> tuple[str, dict[str, str]]:
        first = 1 + draw.below(8)
        last = first + draw.below(10 - first)
        days = {"period_start": f"2026-{first:02d}-01", "period_end": f"2026-{last:02d}-{days_in(last)}"}
        told = draw.one(self._words["periods"]) if last > first else self._words["one_month"]
        return str(told).format(first=first, last=last), days

    def _twists(self, draw: Draw, said: Mapping[str, Any], told: Sequence[str]) -> list[Sheet]:
        twists: list[Sheet] = []
        open_slots = [slot for slot in SLOTS if slot not in told]
        for slot in self._words["corrections"]:
            if slot in open_slots and draw.happens(6):
                twists.append(self._correction(draw, slot, said))
        for _ in range(draw.below(3)):
            aside = draw.one(self._words["asides"])
            twists.append({"at": draw.one(open_slots), "says": aside, "expect": "same_question"})
        at, text, expect = draw.one(self._words["slips"])
        if at in open_slots and draw.happens(40):
            twists.append({"at": at, "says": text.format_map(said), "expect": expect})
        if draw.happens(12):
            at = draw.one(open_slots)
            twists += [
                {"at": at, "says": self._words["pause"], "expect": "paused"},
                {"at": at, "says": self._words["resume"], "expect": "resumed"},
            ]
        if draw.happens(8):
            ending = draw.one(sorted(self._words["ends"]))
            twists.append({"at": "evidence", "says": draw.one(self._words["ends"][ending]), "expect": ending})
        return twists

    def _correction(self, draw: Draw, slot: str, said: Mapping[str, Any]) -> Sheet:
        """He says it wrongly when he is asked, and puts it right at a later question."""
        later = [one for one in (*SLOTS, "confirm") if SLOTS.index(slot) < (*SLOTS, "confirm").index(one)]
        blank = WRITTEN.get(slot, slot)
        wrong = next(other for other in self._others(draw, slot) if other != said[blank])
        text = self._words["corrections"][slot].format(right=said[blank])
        return {"at": draw.one(later), "says": text, "expect": "corrects", "slot": slot, "wrong": wrong}

    def _others(self, draw: Draw, slot: str) -> Any:
        while True:
            match slot:
                case "person":
                    yield self._name(draw)
                case "phone":
                    yield f"139{draw.below(10**8):08d}"
                case "amount_owed":
                    yield self._amount(draw)[0]
                case "headcount":
                    yield 2 + draw.below(10)
                case _:
                    yield draw.one(self._words[PLURALS[slot]])

    def _wrongly(self, slot: str, wrong: Mapping[str, Any]) -> dict[str, Any]:
        return {WRITTEN.get(slot, slot): wrong[slot]} if slot in wrong else {}


PLURALS: Final = {"project": "projects", "place": "places", "employer": "employers", "foreman": "foremen"}


def days_in(month: int) -> int:
    return 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def without(facts: Mapping[str, Any], skipped: Sequence[str], told: Sequence[str]) -> dict[str, Any]:
    """The facts that he tells: none that he skips, and his trade only if he names it at the beginning."""
    unsaid = {*skipped, *(() if "job" in told else ("job",))}
    return {name: value for name, value in facts.items() if name not in unsaid}
