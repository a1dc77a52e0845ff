"""Holds talks with simulated workers from fact sheets, and tells which of them ended as they should.

A sheet has `turns` (his words for every slot that may be asked), `twists` (said once, before the answer, when `at` is
asked), the `facts` that the complaint must hold at the end, and the `outcome`. Each talk is the dialog alone, saved and
read again between every two messages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any, Final

from cases.desk import CaseState
from cases.visits import Booked, Offer
from dialogs.conversation import Conversation, Turn
from dialogs.effects import TurnEffects
from dialogs.engine import Engine
from dialogs.registry import register_actions
from dialogs.said import Said, open_question
from dialogs.script import Script
from nlu.normalise import normalise
from nlu.understand import understand

LAST: Final = "confirm"
STORY: Final = ("project", "place", "employer", "foreman", "amount_owed", "period", "evidence")
ONE_BREATH: Final = 4  # of these, told in the first message
UNWRITTEN: Final = re.compile(r"[\W_]+")
MOST_TURNS: Final = 40
DERIVED: Final = frozenset({"id_valid"})  # a sheet need not say it
ENDINGS: Final = frozenset({"submitted", "withdrawn", "handed_over"})
Sheet = Mapping[str, Any]


class NoCases:
    """A desk without cases."""

    async def state(self, case_number: str) -> CaseState | None:
        return None

    async def cases_of(self, conversation_id: str) -> list[CaseState]:
        return []

    async def site(self, code: str) -> None:
        return None

    async def offers(self, county: str | None, now: datetime, count: int, after: str | None = None) -> list[Offer]:
        return []

    async def visits_of(self, conversation_id: str, now: datetime) -> list[Booked]:
        return []


@dataclass(slots=True)
class Held:
    """One talk as it went; `questions` counts those beside consent and read-back (once where he
    said something else in between), `told_at_once` what it began with.
    """

    sheet: Sheet
    lines: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    outcome: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    told_at_once: int = 0

    @property
    def in_one_breath(self) -> bool:
        """Whether the first message told most of what a story has: who, where, how much, when, how it is proved."""
        return self.told_at_once >= ONE_BREATH

    @property
    def questions(self) -> int:
        return len([slot for slot in self.asked if slot not in ("consent", "confirm")])


class Worker:
    """Says what his sheet gives him."""

    def __init__(self, sheet: Sheet) -> None:
        self._turns = sheet["turns"]
        self._twists = [dict(twist) for twist in sheet.get("twists") or ()]
        self._again = {slot: list(texts) for slot, texts in (sheet.get("again") or {}).items()}
        self._answered: set[str] = set()

    def opening(self) -> str:
        return str(self._turns["opening"])

    def twist(self, asked: str) -> dict[str, Any] | None:
        """The next thing that he says instead of an answer, once; at the read-back also what he had no occasion for."""
        due = (one for one in self._twists if one["at"] == asked or (asked == LAST and not told_there(one)))
        found = next(due, None)
        if found is not None:
            self._twists.remove(found)
        return found

    def answer(self, asked: str) -> str:
        """His answer; asked once more, what he says then, as far as his sheet has it."""
        again = self._again.get(asked) or []
        if asked in self._answered and again:
            return str(again.pop(0) if len(again) > 1 else again[0])
        self._answered.add(asked)
        return str(self._turns.get(asked, ""))


def told_there(twist: Mapping[str, Any]) -> bool:
    """Whether it makes sense at its own question alone."""
    return bool(twist.get("only")) or twist["expect"] == "doubted"


class SheetTalk:
    """One assistant and one worker."""

    def __init__(self, script: Script, sheet: Sheet) -> None:
        self._today = date.fromisoformat(sheet["today"])
        effects, numbers, drafts = TurnEffects(), count(1), count(1)
        actions = register_actions(
            effects, NoCases(), lambda: f"XS{next(numbers):04}", lambda: f"draft-{next(drafts)}", self._now
        )
        self._engine = Engine(script, actions, self._now, effects)
        self._worker, self.held, self._goes_on = Worker(sheet), Held(sheet), False
        self._repeats = False
        self._saved = json.dumps(asdict(Conversation("sheet")))

    def _now(self) -> datetime:
        return datetime.combine(self._today, time(4, 0), UTC)

    async def hold(self) -> Held:
        """The talk to its end."""
        turn = await self._say(self._worker.opening())
        self.held.told_at_once = sum(slot in turn.conversation.slots for slot in STORY)
        for _ in range(MOST_TURNS):
            if turn.asked is None or (turn.outcome in ENDINGS and not self._goes_on):
                break  # a pause that he does not end has no question either
            if not self._repeats:
                self.held.asked.append(turn.asked)
            turn = await self._go_on(turn, turn.asked)
        self._end(turn)
        return self.held

    async def _go_on(self, turn: Turn, asked: str) -> Turn:
        twist, self._repeats = self._worker.twist(asked), False
        if twist is None:
            return await self._say(self._worker.answer(asked))
        turn = await self._say(str(twist.get("text") or twist.get("says")))
        self._goes_on = twist["expect"] == "same_question"  # also when staff are called because of danger
        self._check(twist, asked, turn)
        self._repeats = turn.asked == asked  # what he said in between is no question of ours
        if twist["expect"] == "doubted" and turn.asked == twist["about"]:
            self.held.asked.append(twist["about"])
            turn = await self._say(str(twist["picks"]))
        if twist["expect"] == "paused" and turn.asked is None:
            resume = self._worker.twist(asked)
            turn = await self._say(str(resume.get("text") or resume.get("says"))) if resume else turn
        return turn

    def _check(self, twist: Mapping[str, Any], asked: str, turn: Turn) -> None:
        expect = twist["expect"]
        wanted = {"same_question": turn.asked == asked}
        wanted |= {name: turn.outcome == name for name in ("paused", "withdrawn", "handed_over")}
        wanted |= {"resumed": turn.asked is not None, "doubted": turn.asked == twist.get("about")}
        if not wanted.get(expect, True):
            self.held.broken.append(f"{expect} at {asked}: asked {turn.asked}, outcome {turn.outcome}")

    async def _say(self, text: str) -> Turn:
        conversation = Conversation(**json.loads(self._saved))
        reading = understand(text, today=self._today, asked=open_question(conversation.slots))
        turn = await self._engine.turn(conversation, Said(text, "text", reading))
        self._saved = json.dumps(asdict(turn.conversation))
        self.held.lines += [f"> {text}", *(f"< {reply.text}" for reply in turn.replies)]
        return turn

    def _end(self, turn: Turn) -> None:
        self.held.outcome, self.held.facts = turn.outcome, turn.facts
        want = self.held.sheet["outcome"]
        if want != turn.outcome:
            self.held.broken.append(f"outcome: {turn.outcome} instead of {want}")
        if want == "submitted":
            self.held.broken += wrong_facts(self.held.sheet["facts"], turn.facts)


def wrong_facts(wanted: Mapping[str, Any], got: Mapping[str, Any]) -> list[str]:
    """What the complaint holds otherwise than it should, a line each; facts that the sheet does not know are extra."""
    names = [*wanted, *(name for name in got if name not in wanted and name not in DERIVED)]
    return [
        f"{name}: {got.get(name)!r} instead of {wanted.get(name)!r}"
        for name in names
        if _plain(wanted.get(name)) != _plain(got.get(name))
    ]


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return UNWRITTEN.sub("", normalise(value).text)
    if isinstance(value, list | tuple):
        return sorted(map(str, map(_plain, value)))
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return value
