"""Thinks one message through and makes what it led to true, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Container
from datetime import date, datetime
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

import structlog

from cases.counties import county_code
from cases.embedded import NumberTaken
from cases.visit_book import SlotFull
from dialogs.conversation import Conversation, Turn
from dialogs.effects import HumanRequested
from dialogs.engine import Engine
from dialogs.facts import QUESTIONNAIRE
from dialogs.replies import Reply, render
from dialogs.said import UNANSWERED_KINDS, Said, open_question
from handlers import held, linking, offers, pickups, receipts
from handlers.effects import Desk, Occasion, carry_out, forget_words, touches_cases, wants_forgetting
from handlers.ladder import Ladder
from handlers.messages import Answer, Inbound
from handlers.remembered import conversation_from, merged, message_from, replies_text, reply_text, state_of
from nlu.reading import Reading
from nlu.understand import understand
from storage import cases, crews, drafts, evidence, inbox, outbox
from storage.cases import Connection
from storage.database import Database, DatabaseClosed, DatabaseFault
from storage.inbox import AlreadyAnswered, DoneTurn, Opening, VersionConflict
from storage.outbox import Entry
from storage.writer import WorkAborted

log = structlog.get_logger(__name__)
CHINA: Final = ZoneInfo("Asia/Shanghai")
TRIES: Final = 3
DATABASE_AWAY: Final = (DatabaseFault, DatabaseClosed, WorkAborted)
WORDLESS: Final = frozenset({"entered", "file", "edited", "old_choice", *UNANSWERED_KINDS})
SILENT: Final = "receipt"  # to the dialog all that nobody answers is alike


class Turns:
    """One assistant: its dialog, its desk, its clock."""

    def __init__(
        self,
        database: Database,
        desk: Desk,
        engine: Engine,
        now: Callable[[], datetime],
        *,
        passive: Container[str] = (),
        ladder: Ladder | None = None,
    ) -> None:
        """`passive` names the channels that can only answer: what waits in the outbox comes with the next answer."""
        self._database, self._desk, self._engine, self._now = database, desk, engine, now
        self._passive, self._ladder = passive, ladder or Ladder(desk.vault)

    async def take(self, opening: Opening) -> Answer | None:
        """The answer, kept with all its effects; None when somebody else was quicker: open it anew.

        What cannot be thought through three times, or not be kept, is answered honestly and shown to staff, so that it
        stands in nobody's way. Raises only what the database does.
        """
        message = message_from(opening.arrival.message)
        id, handed_over = opening.arrival.conversation_id, opening.handed_over
        before = conversation_from(id, opening.state, handed_over=handed_over, held=opening.is_held)
        if message.step and not handed_over:
            message = await self._database.read(partial(offers.as_offered, vault=self._desk.vault, message=message))
        turn = Turn(before, ()) if await self._only_asks(message) else await self._think(before, message)
        try:
            return await self._keep(opening, message, turn)
        except (VersionConflict, AlreadyAnswered, NumberTaken, SlotFull):
            await self._database.run(lambda connection: inbox.release(connection, opening))
            return None
        except DATABASE_AWAY:
            raise
        except Exception:
            log.exception("a turn could not be kept", key=message.key)
            return await self._keep(opening, message, self._failed(before))

    async def _only_asks(self, message: Inbound) -> bool:
        if message.channel not in self._passive:
            return False
        return await self._database.read(lambda connection: held.only_asks(connection, message))

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
        answer = await self._database.run(lambda connection: self._save(connection, opening, message, turn))
        if answer.late or turn.effects or message.media or message.receipts:
            self._database.ring()
        return answer

    def _save(self, connection: Connection, opening: Opening, message: Inbound, turn: Turn) -> Answer:
        """What can be said at once; late when the worker no longer waits, so that the outbox brings the words."""
        now, id = self._now(), opening.arrival.conversation_id
        if touches_cases(turn.effects):
            cases.share_events(connection)
        waited = self._waited(connection, message, now)
        is_late = inbox.save_turn(connection, self._desk.vault, done_turn(opening, message, turn, waited, now))
        self._keep_draft(connection, opening, message, turn)
        carry_out(connection, self._desk, Occasion(id, now), turn.effects)
        linking.link_by_phone(connection, self._desk.vault, self._engine.script.domain, message, now)
        if wants_forgetting(connection, self._desk.vault, id, turn.effects):
            forget_words(connection, self._desk.vault, id)
        if message.sign in ("wrote", "tapped"):
            outbox.reopen(connection, id, now)
        receipts.take(connection, self._ladder, message, now)
        if is_late and (late := late_entry(message, turn, now)):
            outbox.put(connection, self._desk.vault, late)
        return Answer(() if is_late else (*waited, *turn.replies), is_late, turn)

    def _waited(self, connection: Connection, message: Inbound, now: datetime) -> tuple[Reply, ...]:
        is_passive = message.channel in self._passive
        return held.bring(connection, self._desk.vault, message, now) if is_passive else ()

    def _keep_draft(self, connection: Connection, opening: Opening, message: Inbound, turn: Turn) -> None:
        """A new draft has its row; what was sent is fetched, and belongs to it or to the complaint that was filed."""
        id, slots = message.conversation_id, turn.conversation.slots
        draft: str | None = slots.get("draft_id")
        if is_new := bool(draft and draft not in (opening.state or "")):
            drafts.open(connection, str(draft), id, QUESTIONNAIRE, self._now())
        pickups.want(connection, self._desk.vault, message)
        if is_new or message.media:
            draft = draft or cases.draft_filed(connection, slots.get("case_number"))
            draft = draft or crews.crew_joined(connection, id)
            evidence.belong(connection, id, draft) if draft else None


def done_turn(opening: Opening, message: Inbound, turn: Turn, waited: tuple[Reply, ...], now: datetime) -> DoneTurn:
    """The turn as rows want it; what had waited belongs to the answer, but was said before."""
    said = merged(turn.replies)
    return DoneTurn(
        opening=opening,
        state=state_of(turn.conversation),
        handed_over=turn.conversation.handed_over,
        reply=replies_text((*waited, *turn.replies)),
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
