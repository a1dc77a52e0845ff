"""A talk with the assistant: in the terminal, from a file, or as JSON lines."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import date
from functools import partial

import structlog

from bot.json_lines import BadLine, write_object
from bot.line_reader import lines_of
from bot.logs import set_up_logs
from bot.opening import OpenService
from bot.service import Answer, Refused, Service
from bot.settings import Settings
from bot.talk_lines import Line, arguments_of, line_out, read_line

log = structlog.get_logger(__name__)


def run(settings: Settings, *, as_json: bool, today: date | None, conversation: str) -> None:
    """Talks until the input ends."""
    set_up_logs(level=30)
    asyncio.run(_run(settings, as_json=as_json, today=today, conversation=conversation))


async def _run(settings: Settings, *, as_json: bool, today: date | None, conversation: str) -> None:
    from bot.local import local_service

    async with OpenService(settings, partial(local_service, settings, today=today), "talk") as service:
        said = Talk(service, today)
        if as_json:
            await _talk_in_json(said, conversation)
        else:
            from bot.terminal import talk_in_terminal

            await talk_in_terminal(said, conversation)


class Talk:
    """The operations of a talk, on the day that was asked for."""

    def __init__(self, service: Service, today: date | None) -> None:
        self._service = service
        self._today = today.isoformat() if today else None

    async def say(self, line: Line, *, with_notices: bool) -> Answer:
        """The answer to one message; a line without a key gets one, so that a repeat after a lost owner is harmless."""
        key = line.key or os.urandom(16).hex()
        told = {**arguments_of(line), "key": key, "today": self._today, "with_notices": with_notices}
        return await self._service.ask("talk", **told)

    async def notices(self, conversation: str, patience: float) -> Answer:
        """What waits for the worker, or comes within so many seconds."""
        return await self._service.ask("notices", conversation=conversation, patience=patience, today=self._today)

    async def shown(self, answer: Answer) -> None:
        """The notices in the answer have reached the worker."""
        if answer.get("notices"):
            await self._service.ask("shown", notices=answer["notices"])


async def _talk_in_json(talk: Talk, conversation: str) -> None:
    async for line in lines_of(sys.stdin.fileno()):
        answer = await _answer(talk, line, conversation)
        write_object(sys.stdout.buffer, line_out(answer))
        await talk.shown(answer)


async def _answer(talk: Talk, line: bytes, conversation: str) -> Answer:
    try:
        return await talk.say(read_line(line, conversation), with_notices=True)
    except (BadLine, Refused) as reason:
        return {"error": str(reason)}
    except Exception:
        log.exception("a turn failed")
        return {"error": "the turn failed; the log on standard error says more"}
