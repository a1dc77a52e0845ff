"""Invents simulated workers: who they are, what they say, what they get wrong, where they digress; a seed each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from bot.bench.dice import Draw
from bot.bench.sums import Told, told_otherwise
from bot.bench.talks import CHECK_DIGITS, id_number
from bot.bench.twists import WRITTEN, Sheet, Twists, jump, name
from nlu.spoken import yuan_in_words

FILE: Final = Path(__file__).with_name("workers.yml")
TODAY: Final = "2026-11-24"


class Workers:
    """The words of workers.yml, put together."""

    def __init__(self) -> None:
        self._words: Mapping[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))

    def sheet(self, number: int) -> Sheet:
        """The fact sheet of that worker: the same number, the same man."""
        draw, words = Draw(f"worker {number}"), self._words
        said, facts = self._facts(draw, number)
        opening, told = draw.one(words["openings"])
        skipped = [slot for slot in words["skips"] if slot not in told and draw.happens(12)]
        owed = self._owed(draw, said, told)
        twists = Twists(draw, words, said, [*told, *skipped])
        heard = twists.all(owed is not None)
        turns = self._turns(draw, said, heard, skipped)
        if owed:
            turns["amount_owed"] = owed.answer
        if ahead := jump(draw, twists.open, turns if not any("slot" in twist for twist in heard) else {}):
            heard.append(ahead)
        ends = (twist["expect"] for twist in heard if twist["expect"] in words["ends"])
        return {
            "id": f"invented-{number}",
            "today": TODAY,
            "turns": {"opening": self._begins(draw, said, opening), **turns},
            "again": {"amount_owed": list(owed.again)} if owed else {},
            "facts": without({**facts, **(owed.facts if owed else {})}, skipped, told),
            "twists": heard,
            "outcome": next(ends, "submitted"),
        }

    def _owed(self, draw: Draw, said: Mapping[str, Any], told: Sequence[str]) -> Told | None:
        if "amount_owed" in told or "period" in told:
            return None
        return told_otherwise(draw, self._words["sums"], said["headcount"], said["months"])

    def _turns(
        self, draw: Draw, said: Mapping[str, Any], heard: Sequence[Sheet], skipped: Sequence[str]
    ) -> dict[str, str]:
        """His answers, wrong where he puts them right later."""
        answers = self._words["answers"]
        turns = {slot: draw.one(answers[slot]) for slot in answers}
        if "foreman" in skipped:
            turns["employer"] = answers["employer"][0]
        turns |= {slot: draw.one(self._words["skips"][slot]) for slot in skipped}
        if said["headcount"] == 1 and all(twist.get("slot") != "headcount" for twist in heard):
            turns["headcount"] = draw.one(self._words["alone"])
        wrongly = ((str(one["slot"]), one["wrong"]) for one in heard if "slot" in one)
        wrong: dict[str, Any] = {WRITTEN.get(slot, slot): value for slot, value in wrongly}
        return {slot: text.format_map({**said, **wrong}) for slot, text in turns.items()}

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
            "person": name(draw, words),
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
        more = {"amount": amount[0], "period": period[0], "months": period[2], "evidence": evidence}
        return {**said, **more, "id_wrong": with_wrong_digit(said["id_number"])}, facts

    def _amount(self, draw: Draw) -> tuple[str, str]:
        yuan = (20 + draw.below(380)) * 100
        spoken = yuan_in_words(str(yuan)).removesuffix(self._words["yuan"])
        return str(draw.one(self._words["amounts"])).format(spoken=spoken, yuan=yuan), str(yuan)

    def _period(self, draw: Draw) -> tuple[str, dict[str, str], tuple[int, int]]:
        first = 1 + draw.below(8)
        last = first + draw.below(10 - first)
        days = {"period_start": f"2026-{first:02d}-01", "period_end": f"2026-{last:02d}-{days_in(last)}"}
        told = draw.one(self._words["periods"]) if last > first else self._words["one_month"]
        return str(told).format(first=first, last=last), days, (first, last)


def with_wrong_digit(number: str) -> str:
    """The number with another check digit than its own."""
    return number[:-1] + next(digit for digit in CHECK_DIGITS if digit != number[-1])


def days_in(month: int) -> int:
    return 28 if month == 2 else 30 if month in (4, 6, 9, 11) else 31


def without(facts: Mapping[str, Any], skipped: Sequence[str], told: Sequence[str]) -> dict[str, Any]:
    """The facts that he tells: none that he skips, and his trade only if he names it at the beginning."""
    unsaid = {*skipped, *(() if "job" in told else ("job",))}
    return {name: value for name, value in facts.items() if name not in unsaid}
