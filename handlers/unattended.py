"""Looks after talks that nobody answers: where no member of staff is there, the assistant takes up the word again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from dialogs.conversation import Conversation, Turn
from dialogs.engine import Engine
from dialogs.replies import Reply, render
from dialogs.said import Said
from handlers.presence import is_staffed
from handlers.remembered import conversation_from, merged, reply_text, state_of
from handlers.telling import tell
from nlu.reading import Reading
from storage import unattended
from storage.cases import Connection
from storage.conversations import ConversationRow
from storage.database import Database
from storage.outbox import Entry
from storage.vault import Vault

PATIENCE: Final = timedelta(minutes=10)
GO_ON: Final = Said("", "text", Reading("", "resume", 1.0))


class Unattended:
    """Any number of them may run at once: who changes a talk first has changed it."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        engine: Engine,
        now: Callable[[], datetime],
        patience: timedelta = PATIENCE,
    ) -> None:
        self._database, self._vault, self._engine = database, vault, engine
        self._now, self._patience = now, patience

    async def run_once(self) -> int:
        """How many talks were found."""
        left = await self._put_back()
        alone = await self._database.read(self._alone)
        for row in alone:
            await self._speak(row)
        if left or alone:
            self._database.ring()
        return left + len(alone)

    async def _put_back(self) -> int:
        """Talks whose member of staff has gone wait for any other."""
        now = self._now()
        before = now - self._patience
        left = await self._database.read(lambda connection: unattended.left_behind(connection, before))
        for id in left:
            await self._database.run(partial(unattended.put_back, id=id, at=now))
        return len(left)

    def _alone(self, connection: Connection) -> list[ConversationRow]:
        """Those that wait too long while nobody is here who might come."""
        now = self._now()
        waiting = unattended.nobodys(connection, self._vault, now - self._patience)
        return [row for row in waiting if not is_staffed(connection, row.id, now)]

    async def _speak(self, row: ConversationRow) -> None:
        before = conversation_from(row.id, row.state, handed_over=True)
        sorry = render(self._engine.script.domain, {"response": "utter_nobody_came"}, {})
        turn = await self._engine.turn(before, GO_ON) if _goes_on(before) else Turn(before)
        state, said = state_of(turn.conversation), merged((sorry, *turn.replies)) or sorry
        await self._database.run(lambda connection: self._said(connection, row, state, said))

    def _said(self, connection: Connection, row: ConversationRow, state: str, said: Reply) -> None:
        now = self._now()
        if unattended.speak_again(connection, self._vault, row, state, now):
            tell(
                connection, self._vault, Entry(f"alone:{row.id}:{row.version}", row.id, "reply", reply_text(said), now)
            )


def _goes_on(conversation: Conversation) -> bool:
    """Whether a complaint is being made."""
    return conversation.active_loop is not None or bool(conversation.slots.get("draft_id"))
