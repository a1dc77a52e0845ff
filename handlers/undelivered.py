"""What nobody got and staff see to: whom to call, what to send again or to drop; each act in the audit log."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cases.masking import mask_numbers
from dialogs.facts import facts_of
from handlers.casework import show_on_screen
from handlers.notice_kinds import is_guarded
from handlers.remembered import conversation_from, reply_from
from handlers.takeover import NotAllowed
from handlers.viewer import Right, Viewer
from storage import alarms, audit, conversations, undelivered
from storage.alarms import Alarm
from storage.cases import CaseRow, Connection, cases_of
from storage.database import Database
from storage.undelivered import Ending, Item, Kind
from storage.vault import Vault

MOST: Final = 200  # of each kind on the page; the oldest first
LONGEST_NOTE: Final = 500


class NothingThere(Exception):
    """It was seen to meanwhile, has arrived after all, or lies outside the area of whoever asks."""


class AnothersAlready(Exception):
    """Somebody else sees to it; `name` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NoteMissing(ValueError):
    """Who has called, or drops something, says what came of it or why."""


@dataclass(frozen=True, slots=True)
class ToSee:
    """One worker and all that he was to hear, numbers hidden; `is_guarded`: others may pick up his phone."""

    conversation_id: str
    channel: str
    items: tuple[Item, ...]
    texts: tuple[str, ...]
    person: str | None
    cases: tuple[CaseRow, ...]
    is_guarded: bool

    @property
    def since(self) -> datetime:
        return min(item.since for item in self.items)

    @property
    def owner(self) -> str | None:
        return next((item.owner for item in self.items if item.owner), None)

    @property
    def tries(self) -> int:
        return max(item.tries for item in self.items)


@dataclass(frozen=True, slots=True)
class Board:
    """All that is to be seen to; `alarms` keep whole channels from sending, for an operator."""

    calls: tuple[ToSee, ...]
    letters: tuple[ToSee, ...]
    alarms: tuple[Alarm, ...]


class UndeliveredWork:
    """Bounded by each viewer's area."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def board(self, viewer: Viewer) -> Board:
        """Whom to call, a worker once however much he was to hear, and each letter by itself."""
        return await self._database.read(lambda connection: self._board(connection, viewer))

    async def count(self, viewer: Viewer) -> int:
        """How many wait for somebody."""
        counted = await self._database.read(lambda connection: undelivered.count_open(connection, viewer.area))
        return sum(counted.values())

    async def take(self, viewer: Viewer, conversation_id: str) -> None:
        """The calls to that worker are his; raises NothingThere, NotAllowed and AnothersAlready."""

        def take(connection: Connection) -> None:
            items = self._calls(connection, viewer, conversation_id)
            if not undelivered.own(connection, _ids(items), viewer.name, self._now()):
                raise AnothersAlready(_owner(items) or "")
            self._note(connection, viewer, "call_taken", items)

        await self._database.run(take)

    async def let_go(self, viewer: Viewer, conversation_id: str) -> None:
        """Somebody else may call; raises NothingThere, NotAllowed and AnothersAlready."""

        def give(connection: Connection) -> None:
            items = self._own_calls(connection, viewer, conversation_id)
            undelivered.let_go(connection, _ids(items))
            self._note(connection, viewer, "call_let_go", items)

        await self._database.run(give)

    async def called(self, viewer: Viewer, conversation_id: str, note: str, *, was_told: bool) -> None:
        """He knows, or nobody picked up and it stays; raises as `let_go`, and NoteMissing."""
        sealed = self._sealed(note)

        def close(connection: Connection) -> None:
            items = self._own_calls(connection, viewer, conversation_id)
            if was_told:
                undelivered.end(connection, items, "called", viewer.name, self._now(), sealed)
            else:
                undelivered.try_again(connection, _ids(items), sealed)
            self._note(connection, viewer, "called" if was_told else "call_unanswered", items, note)

        await self._database.run(close)

    async def retry(self, viewer: Viewer, id: int) -> None:
        """It goes out again; raises NothingThere and NotAllowed."""
        await self._end(viewer, id, "retried", None)
        self._database.ring()

    async def drop(self, viewer: Viewer, id: int, why: str) -> None:
        """It is never said; raises NothingThere, NotAllowed and NoteMissing."""
        self._sealed(why)
        await self._end(viewer, id, "dropped", why)

    async def _end(self, viewer: Viewer, id: int, ending: Ending, why: str | None) -> None:
        def end(connection: Connection) -> None:
            item = undelivered.find(connection, self._vault, id)
            self._allow(viewer, [item] if item else [])
            assert item
            sealed = self._sealed(why) if why else None
            if not undelivered.end(connection, [item], ending, viewer.name, self._now(), sealed):
                raise NothingThere
            self._note(connection, viewer, f"letter_{ending}", [item], why)

        await self._database.run(end)

    def _board(self, connection: Connection, viewer: Viewer) -> Board:
        calls = self._open(connection, viewer, "call")
        whose = dict.fromkeys(item.entry.conversation_id for item in calls)
        grouped = ([item for item in calls if item.entry.conversation_id == id] for id in whose)
        letters = self._open(connection, viewer, "letter")
        return Board(
            tuple(self._to_see(connection, items) for items in grouped),
            tuple(self._to_see(connection, [item]) for item in letters),
            tuple(alarms.sounding(connection)),
        )

    def _open(self, connection: Connection, viewer: Viewer, kind: Kind) -> list[Item]:
        return undelivered.open_items(connection, self._vault, viewer.area, kind=kind, count=MOST)

    def _to_see(self, connection: Connection, items: Sequence[Item]) -> ToSee:
        id = items[0].entry.conversation_id
        row = conversations.find(connection, self._vault, id)
        filed = cases_of(connection, self._vault, id)
        slots = conversation_from(id, row.state, handed_over=False).slots if row else {}
        facts = show_on_screen(filed[0].facts if filed else facts_of(slots))
        return ToSee(
            conversation_id=id,
            channel=items[0].entry.channel,
            items=tuple(items),
            texts=tuple(mask_numbers(reply_from(item.entry.payload).text) for item in items),
            person=facts.get("person"),
            cases=tuple(filed),
            is_guarded=is_guarded(connection, self._vault, id),
        )

    def _calls(self, connection: Connection, viewer: Viewer, conversation_id: str) -> list[Item]:
        found = undelivered.of_conversation(connection, self._vault, conversation_id)
        calls = [item for item in found if item.kind == "call"]
        self._allow(viewer, calls)
        return calls

    def _own_calls(self, connection: Connection, viewer: Viewer, conversation_id: str) -> list[Item]:
        """His own; what came in since he took them is his too."""
        calls = self._calls(connection, viewer, conversation_id)
        owner = _owner(calls)
        if owner != viewer.name:
            raise AnothersAlready(owner or "") if owner else NothingThere
        return calls

    def _allow(self, viewer: Viewer, items: Sequence[Item]) -> None:
        if not items or not viewer.sees_talk(items[0].county_code):
            raise NothingThere
        if not viewer.may(Right.TALK):
            raise NotAllowed

    def _sealed(self, note: str) -> str:
        if not note.strip():
            raise NoteMissing
        return self._vault.seal(note.strip()[:LONGEST_NOTE], place=undelivered.NOTE_PLACE)

    def _note(
        self, connection: Connection, viewer: Viewer, action: str, items: Sequence[Item], note: str | None = None
    ) -> None:
        sealed = self._vault.seal(note.strip()[:LONGEST_NOTE], place=audit.NOTE_PLACE) if note else None
        subject, area = items[0].entry.conversation_id, items[0].county_code
        reason = items[0].reason or items[0].state
        audit.add(
            connection,
            by=viewer.name,
            action=action,
            subject=subject,
            at=self._now(),
            reason=reason,
            area=area,
            note=sealed,
        )


def _ids(items: Sequence[Item]) -> list[int]:
    return [item.id for item in items]


def _owner(items: Sequence[Item]) -> str | None:
    return next((item.owner for item in items if item.owner), None)
