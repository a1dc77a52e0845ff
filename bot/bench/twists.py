"""What simulated workers say instead of an answer: digressions, slips, pauses, corrections, contradictions, jumps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from bot.bench.dice import Draw

SLOTS: Final = (
    *("person", "id_number", "phone", "project", "place", "employer", "foreman"),
    *("amount_owed", "period", "headcount", "evidence"),
)
PLURALS: Final = {"project": "projects", "place": "places", "employer": "employers", "foreman": "foremen"}
WRITTEN: Final = {"amount_owed": "amount"}  # a slot's blank, where it has another name
LATE: Final = ("period", "evidence")
JUMPS: Final = ("period", "evidence", "place", "foreman")
EARLY: Final = ("id_number", "phone")
Sheet = dict[str, Any]


class Twists:
    """Draws what one worker says beside his answers; `told` are the slots of his first message and those he skips."""

    def __init__(self, draw: Draw, words: Mapping[str, Any], said: Mapping[str, Any], told: Sequence[str]) -> None:
        self.draw, self.words, self.said = draw, words, said
        self.open = [slot for slot in SLOTS if slot not in told]

    def all(self, told_sum: bool) -> list[Sheet]:
        """In the order of their saying; a sum that is worked out is not corrected as well."""
        corrected = list(self.corrections(told_sum))
        wrong = {twist["slot"] for twist in corrected}
        slips = () if "phone" in wrong else self.slips()  # the wrong one told, and his own, would be two
        return [*corrected, *self.asides(), *slips, *self.contradictions(wrong), *self.ends()]

    def corrections(self, told_sum: bool) -> Iterator[Sheet]:
        for slot in self.words["corrections"]:
            told = slot not in self.open or (told_sum and slot in ("amount_owed", "headcount"))
            if not told and self.draw.happens(6):
                yield self.correction(slot)

    def correction(self, slot: str) -> Sheet:
        """He says it wrongly when he is asked, and puts it right at a later question."""
        order = (*SLOTS, "confirm")
        later = [one for one in order if order.index(slot) < order.index(one)]
        text = self.words["corrections"][slot].format(right=self.said[WRITTEN.get(slot, slot)])
        return {
            "at": self.draw.one(later),
            "says": text,
            "expect": "corrects",
            "slot": slot,
            "wrong": self.another(slot),
        }

    def another(self, slot: str) -> Any:
        """Any value but his own."""
        right = self.said[WRITTEN.get(slot, slot)]
        return next(other for other in self.others(slot) if other != right)

    def others(self, slot: str) -> Iterator[Any]:
        while True:
            match slot:
                case "person":
                    yield name(self.draw, self.words)
                case "phone":
                    yield f"139{self.draw.below(10**8):08d}"
                case "amount_owed":
                    yield self.draw.one(self.words["other_amounts"])
                case "headcount":
                    yield 2 + self.draw.below(10)
                case _:
                    yield self.draw.one(self.words[PLURALS[slot]])

    def asides(self) -> Iterator[Sheet]:
        for _ in range(self.draw.below(3)):
            aside = self.draw.one(self.words["asides"])
            yield {"at": self.draw.one(self.open), "says": aside, "expect": "same_question"}

    def slips(self) -> Iterator[Sheet]:
        at, text, expect = self.draw.one(self.words["slips"])
        if at in self.open and self.draw.happens(40):
            yield {"at": at, "says": text.format_map(self.said), "expect": expect, "only": True}

    def contradictions(self, wrong: set[str]) -> Iterator[Sheet]:
        """Another value, later and in passing, of what he told; asked which is right, he says the first."""
        slot = self.draw.one(sorted(self.words["contradictions"]))
        at = self.draw.one(LATE)
        if slot in self.open and at in self.open and not wrong and self.draw.happens(25):
            text = self.words["contradictions"][slot].format(other=self.another(slot))
            yield {"at": at, "says": text, "expect": "doubted", "about": slot, "picks": "1"}

    def ends(self) -> Iterator[Sheet]:
        if self.draw.happens(12):
            at = self.draw.one(self.open)
            yield {"at": at, "says": self.words["pause"], "expect": "paused"}
            yield {"at": at, "says": self.words["resume"], "expect": "resumed"}
        if self.draw.happens(8):
            ending = self.draw.one(sorted(self.words["ends"]))
            yield {"at": "evidence", "says": self.draw.one(self.words["ends"][ending]), "expect": ending}


def jump(draw: Draw, open_slots: Sequence[str], turns: Mapping[str, str]) -> Sheet | None:
    """He tells something before it is asked, instead of what is."""
    ahead = [slot for slot in JUMPS if slot in open_slots and slot in turns]
    at = [slot for slot in EARLY if slot in open_slots]
    if not ahead or not at or not draw.happens(15):
        return None
    return {"at": draw.one(at), "says": turns[draw.one(ahead)], "expect": "same_question"}


def name(draw: Draw, words: Mapping[str, Any]) -> str:
    return str(draw.one(words["surnames"]) + draw.one(words["given"]))
