"""Thinks one message through and makes what it led to true, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from cases.complaint import BadFact
from cases.counties import county_code
from cases.desk import NoSuchCase
from cases.embedded import NumberTaken
from dialogs.conversation import Conversation, Turn
from dialogs.effects import HumanRequested
from dialogs.engine import Engine
from dialogs.facts import QUESTIONNAIRE
from dialogs.replies import render
from dialogs.said import UNANSWERED_KINDS, Said, open_question
from handlers import pickups
from handlers.effects import Desk, Occasion, carry_out, forget_words, touches_cases, wants_forgetting
from handlers.messages import Answer, Inbound
from handlers.remembered import conversation_from, merged, message_from, replies_text, reply_text, state_of
from nlu.reading import Reading
from nlu.understand import understand
from storage import cases, drafts, evidence, inbox, outbox
from storage.cases import Connection
from storage.database import Database
from storage.inbox import AlreadyAnswered, DoneTurn, Opening, VersionConflict
from storage.outbox import Entry

log = structlog.get_logger(__name__)
CHINA: Final = ZoneInfo("Asia/Shanghai")
TRIES: Final = 3
WORDLESS: Final = frozenset({"entered", "file", *UNANSWERED_KINDS})
SILENT: Final = "receipt"  # to the dialog all that nobody answers is alike


class Turns:
    """One assistant: its dialog, its desk, its clock."""

    def __init__(self, database: Database, desk: Desk, engine: Engine, now: Callable[[], datetime]) -> None:
        self._database, self._desk, self._engine, self._now = database, desk, engine, now

    async def take(self, opening: Opening) -> Answer | None:
        """The answer, kept with all its effects; None when somebody else was quicker: open it anew.

        What cannot be thought through three times is answered honestly and shown to staff.
        """
        message = message_from(opening.arrival.message)
        id, handed_over = opening.arrival.conversation_id, opening.handed_over
        before = conversation_from(id, opening.state, handed_over=handed_over, held=opening.is_held)
        turn = await self._think(before, message)
        try:
            return await self._keep(opening, message, turn)
        except (VersionConflict, AlreadyAnswered, NumberTaken):
            await self._database.run(lambda connection: inbox.release(connection, opening))
            return None
        except (BadFact, NoSuchCase):
            log.exception("a turn's effects cannot be", key=message.key)
            return await self._keep(opening, message, self._failed(before))

    async def _think(self, before: Conversation, message: Inbound) -> Turn:
        for attempt in range(1, TRIES + 1):
            try:
                return await self._engine.turn(before, self._said(message, before))
            except Exception:
                log.exception("a turn could not be thought through", key=message.key, attempt=attempt)
        return self._failed(before)

    def _said(self, message: Inbound, before: Conversation) -> Said:
        label = message.location.label if message.location else None
        kind = message.kind if message.is_answered else SILENT
        return Said(message.text, kind, self._reading(message, before), message.scene, label)

    def _reading(self, message: Inbound, before: Conversation) -> Reading | None:
        if message.kind in WORDLESS or message.is_event:
            return None
        if message.kind not in ("text", "choice") and not message.text:
            return None
        return understand(message.text, today=self._today(), asked=open_question(before.slots))

    def _today(self) -> date:
        return self._now().astimezone(CHINA).date()

    def _failed(self, before: Conversation) -> Turn:
        sorry = render(self._engine.script.domain, {"response": "utter_turn_failed"}, {})
        return Turn(before, (sorry,), (HumanRequested("failed"),), case_number=before.slots.get("case_number"))

    async def _keep(self, opening: Opening, message: Inbound, turn: Turn) -> Answer:
        is_late = await self._database.run(lambda connection: self._save(connection, opening, message, turn))
        if is_late or turn.effects or message.media:
            self._database.ring()
        return Answer(() if is_late else turn.replies, is_late, turn)

    def _save(self, connection: Connection, opening: Opening, message: Inbound, turn: Turn) -> bool:
        """Whether the worker no longer waits, so that the outbox brings the words."""
        now, id = self._now(), opening.arrival.conversation_id
        if touches_cases(turn.effects):
            cases.share_events(connection)
        is_late = inbox.save_turn(connection, self._desk.vault, done_turn(opening, message, turn, now))
        self._keep_draft(connection, opening, message, turn)
        carry_out(connection, self._desk, Occasion(id, now), turn.effects)
        if wants_forgetting(connection, self._desk.vault, id, turn.effects):
            forget_words(connection, self._desk.vault, id)
        if message.sign in ("wrote", "tapped"):
            outbox.reopen(connection, id, now)
        if is_late and (late := late_entry(message, turn, now)):
            outbox.put(connection, self._desk.vault, late)
        return is_late

    def _keep_draft(self, connection: Connection, opening: Opening, message: Inbound, turn: Turn) -> None:
        """A new draft has its row; what was sent is fetched, and belongs to it or to the complaint that was filed."""
        id, slots = message.conversation_id, turn.conversation.slots
        draft: str | None = slots.get("draft_id")
        if is_new := bool(draft and draft not in (opening.state or "")):
            drafts.open(connection, str(draft), id, QUESTIONNAIRE, self._now())
        pickups.want(connection, self._desk.vault, message)
        if is_new or message.media:
            draft = draft or cases.draft_filed(connection, slots.get("case_number"))
            evidence.belong(connection, id, draft) if draft else None


def done_turn(opening: Opening, message: Inbound, turn: Turn, now: datetime) -> DoneTurn:
    """The turn as rows want it."""
    said = merged(turn.replies)
    return DoneTurn(
        opening=opening,
        state=state_of(turn.conversation),
        handed_over=turn.conversation.handed_over,
        reply=replies_text(turn.replies),
        said_in=message.text,
        said_out=said.text if said else None,
        is_heard=message.kind not in UNANSWERED_KINDS,
        at=now,
        county_code=county_code(str(place)) if (place := turn.facts.get("place")) else None,
        sign=message.sign,
    )


def late_entry(message: Inbound, turn: Turn, now: datetime) -> Entry | None:
    """The turn's words for the outbox, None where it has none."""
    said = merged(turn.replies)
    if said is None:
        return None
    return Entry(f"late:{message.key}", message.conversation_id, "reply", reply_text(said), now)
