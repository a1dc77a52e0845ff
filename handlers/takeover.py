"""Staff take a talk over, write, hand it on and give it back; the assistant is silent meanwhile, then goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeVar

from dialogs.engine import Engine
from dialogs.replies import Reply
from dialogs.said import Said
from handlers.remembered import conversation_from, merged, reply_text, state_of
from handlers.telling import tell
from handlers.viewer import Right, Viewer
from nlu.reading import Reading
from storage import audit, conversations
from storage.cases import Connection
from storage.conversations import ConversationRow
from storage.database import Database
from storage.outbox import Entry
from storage.vault import Vault

T = TypeVar("T")
HANDED_ON: Final = "talk_handed_on"
LONGEST_WORDS: Final = 200  # characters that a colleague is told
BACK = Reading("", "resume", 1.0)


class NoSuchTalk(Exception):
    """There is no such conversation, or none that this member of staff may see."""


class NotAllowed(Exception):
    """Who looks may not always talk: his role does not let him."""


class HeldByAnother(Exception):
    """Somebody else has this conversation; `name` says who."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotHeld(Exception):
    """Only who has taken a conversation over writes in it."""


@dataclass(frozen=True, slots=True)
class StaffWords:
    """What a member of staff writes; the key keeps a repeated click from saying it twice."""

    conversation_id: str
    key: str
    text: str


class Takeovers:
    """What staff do in talks; each act is one transaction with its audit entry."""

    def __init__(self, database: Database, vault: Vault, engine: Engine, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._engine, self._now = database, vault, engine, now

    async def take_over(self, viewer: Viewer, id: str) -> None:
        """From now on the talk is his and the assistant is silent, also in a turn under way.

        Raises NoSuchTalk, NotAllowed and HeldByAnother.
        """

        def take(connection: Connection) -> None:
            row = self._seen(connection, viewer, id)
            if not conversations.hold(connection, id, viewer.name, self._now()):
                raise HeldByAnother(self._seen(connection, viewer, id).held_by or "")
            self._note(connection, viewer, "talk_taken_over", row)

        await self._change(take)

    async def say(self, viewer: Viewer, words: StaffWords) -> bool:
        """Whether it is new; it leaves by the outbox. Raises NoSuchTalk, NotAllowed, NotHeld."""

        def put(connection: Connection) -> bool:
            self._held(connection, viewer, words.conversation_id)
            return self._put(connection, viewer, words)

        return await self._change(put)

    async def hand_on(self, viewer: Viewer, id: str, to: str, words: str = "") -> None:
        """The talk is a colleague's now, with some words for him alone. Raises NoSuchTalk, NotAllowed, NotHeld."""

        def hand(connection: Connection) -> None:
            row = self._held(connection, viewer, id)
            conversations.hand_on(connection, id, to, self._now())
            self._note(connection, viewer, HANDED_ON, row, to, words=words.strip()[:LONGEST_WORDS])

        await self._change(hand)

    async def give_back(self, viewer: Viewer, id: str) -> None:
        """The assistant takes up the word at the question where it was. Raises NoSuchTalk, NotAllowed, NotHeld."""
        while not await self._give_back(viewer, id):
            pass  # the worker has written meanwhile: look again

    async def _give_back(self, viewer: Viewer, id: str) -> bool:
        row = await self._database.read(lambda connection: self._held(connection, viewer, id))
        turn = await self._engine.turn(conversation_from(id, row.state, handed_over=True), Said("", "text", BACK))
        state, said = state_of(turn.conversation), merged(turn.replies)
        return await self._change(lambda connection: self._given_back(connection, viewer, row, state, said))

    def _given_back(
        self, connection: Connection, viewer: Viewer, row: ConversationRow, state: str, said: Reply | None
    ) -> bool:
        if not conversations.take_back(connection, self._vault, row, state, self._now()):
            return False
        if said is not None:
            entry = Entry(f"back:{row.id}:{row.version}", row.id, "reply", reply_text(said), self._now())
            tell(connection, self._vault, entry)
        self._note(connection, viewer, "talk_given_back", row)
        return True

    def _put(self, connection: Connection, viewer: Viewer, words: StaffWords) -> bool:
        now, id = self._now(), words.conversation_id
        entry = Entry(f"staff:{id}:{words.key}", id, "staff", reply_text(Reply(words.text)), now)
        return tell(connection, self._vault, entry, by=viewer.name)

    def _seen(self, connection: Connection, viewer: Viewer, id: str) -> ConversationRow:
        row = conversations.find(connection, self._vault, id)
        if row is None or not viewer.sees_talk(row.county_code):
            raise NoSuchTalk
        if not viewer.may(Right.TALK):
            raise NotAllowed
        return row

    def _held(self, connection: Connection, viewer: Viewer, id: str) -> ConversationRow:
        row = self._seen(connection, viewer, id)
        if row.held_by != viewer.name:
            raise NotHeld
        return row

    def _note(
        self,
        connection: Connection,
        viewer: Viewer,
        action: str,
        row: ConversationRow,
        reason: str | None = None,
        *,
        words: str = "",
    ) -> None:
        now, area = self._now(), row.county_code
        note = self._vault.seal(words, place=audit.NOTE_PLACE) if words else None
        about: dict[str, Any] = {"subject": row.id, "at": now, "reason": reason, "area": area, "note": note}
        audit.add(connection, by=viewer.name, action=action, **about)

    async def _change(self, work: Callable[[Connection], T]) -> T:
        done = await self._database.run(work)
        self._database.ring()
        return done
