"""The operations of a talk: say something, wait for news, tell what was shown."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any, Final

from bot.service import Answer, Refused
from bot.wiring import Parts, clock
from dialogs.facts import facts_of
from dialogs.replies import Reply
from handlers.inbound import InboundHandler
from handlers.messages import Answer as TurnAnswer
from handlers.messages import Inbound, Location, Media
from handlers.remembered import conversation_from, reply_from
from storage import conversations, outbox

CHANNEL: Final = "talk"
ACCOUNT: Final = "local"
LONGEST_WAIT: Final = 60.0
MEDIA: Final = frozenset({"image", "voice", "video", "file"})


class TalkOperations:
    """Talks over this process; each day that a talk is said to be on has an assistant with its clock."""

    def __init__(self, parts: Parts, today: date | None) -> None:
        self._parts, self._today = parts, today
        self._handlers: dict[date | None, InboundHandler] = {}

    async def talk(self, *, conversation: str, with_notices: bool, today: str | None, **line: Any) -> Answer:
        """The words and facts after one message, in the form of `talk --json`, and the notices that are among them."""
        day = _day(today) or self._today
        message = inbound_of(conversation, line, clock(day))
        news = await self._waiting(message.conversation_id) if with_notices else []
        answer = await self._handler(day).handle(message, patience=None)
        told = await self._told(message.conversation_id, answer)
        news_said = [reply_from(payload) for _, payload in news]
        return {**told, "replies": said([*news_said, *answer.replies]), "notices": [key for key, _ in news]}

    async def notices(self, *, conversation: str, patience: float, today: str | None) -> Answer:
        """What waits for the worker, or comes within so many seconds."""
        id = conversation_id(conversation)
        loop = asyncio.get_running_loop()
        ends = loop.time() + min(patience, LONGEST_WAIT)
        while not (news := await self._waiting(id)) and loop.time() < ends:
            await self._parts.database.rung(min(1.0, max(ends - loop.time(), 0.0)))
        return {"replies": said([reply_from(payload) for _, payload in news]), "notices": [key for key, _ in news]}

    async def shown(self, *, notices: list[str]) -> Answer:
        """The worker has seen them."""
        now = clock(self._today)()
        await self._parts.database.run(lambda connection: outbox.mark_fetched(connection, notices, now))
        return {}

    def _handler(self, day: date | None) -> InboundHandler:
        if day not in self._handlers:
            self._handlers[day] = self._parts.inbound(clock(day))
        return self._handlers[day]

    async def _waiting(self, id: str) -> list[tuple[str, str]]:
        now, vault = clock(self._today)(), self._parts.vault
        await self._parts.notices(clock(self._today)).run_once()
        await self._parts.reminders(clock(self._today)).run_once()
        return await self._parts.database.read(lambda connection: outbox.waiting(connection, vault, id, now))

    async def _told(self, id: str, answer: TurnAnswer) -> Answer:
        """What the turn led to; for a message that came again, how the talk stands now."""
        if answer.turn is not None:
            turn = answer.turn
            facts, number = turn.facts, turn.case_number
            return told(turn.asked, turn.outcome, dict(facts), number)
        vault = self._parts.vault
        row = await self._parts.database.read(lambda connection: conversations.find(connection, vault, id))
        slots = conversation_from(id, row.state if row else None, handed_over=False).slots
        return told(slots.get("requested_slot"), None, facts_of(slots), slots.get("case_number"))


def told(asked: str | None, outcome: str | None, facts: dict[str, Any], number: str | None) -> Answer:
    return {"asked": asked, "outcome": outcome, "complaint": facts or None, "case_number": number}


def inbound_of(conversation: str, line: dict[str, Any], now: Any) -> Inbound:
    """The message that the line stands for."""
    kind = line["kind"]
    place = Location(line["latitude"], line["longitude"], line["label"]) if kind == "location" else None
    return Inbound(
        channel=CHANNEL,
        account=ACCOUNT,
        user_id=conversation,
        key=f"{conversation_id(conversation)}:{line['key']}",
        kind=kind,
        received_at=now(),
        text=line["text"],
        media=(Media(kind, line["key"]),) if kind in MEDIA else (),
        location=place,
        scene=line["scene"],
    )


def conversation_id(conversation: str) -> str:
    return f"{CHANNEL}:{ACCOUNT}:{conversation}"


def said(replies: list[Reply]) -> list[dict[str, Any]]:
    return [{"text": reply.text, "choices": list(reply.choices)} for reply in replies]


def _day(today: str | None) -> date | None:
    try:
        return date.fromisoformat(today) if today else None
    except ValueError:
        raise Refused("`today` must be a day, YYYY-MM-DD.") from None
