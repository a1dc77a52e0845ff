"""The address that WeChat calls: proves the caller, hands the message in, and answers while WeChat still listens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from traceback import extract_tb
from typing import Protocol

import structlog
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from bot.channels.wechat.attempts import Attempts
from bot.channels.wechat.body import CallerLeft, read_body, respond
from bot.channels.wechat.envelope import Envelope
from bot.channels.wechat.hangup import hang_up
from bot.channels.wechat.messages import inbound_of
from bot.channels.wechat.refusals import BadPush
from bot.channels.wechat.replays import Replays
from bot.channels.wechat.replies import bubble_of, passive_reply, tappable, words_of
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.signature import Query, read_query
from dialogs.replies import Reply
from handlers.messages import Answer, Inbound

log = structlog.get_logger(__name__)

PATH = "/wechat"
ACKNOWLEDGED = b"success"
SILENCE: tuple[bytes, bytes] = (ACKNOWLEDGED, b"text/plain")
GRACE_SECONDS = 0.4  # a turn that ends just after its patience may still be answered: WeChat waits for 5 s


def _show_nothing(_: str) -> None:
    return


PutRest = Callable[[Inbound, Reply], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Leftovers:
    """What becomes of words that cannot be said at once.

    `put` queues those that did not fit into the answer, once for a message; `promise` is said in place of an answer
    that takes too long and cannot be pushed, nothing where it can; `typing` shows that it is being thought out.
    """

    put: PutRest
    promise: str = ""
    typing: Callable[[str], None] = _show_nothing


class InboundHandler(Protocol):
    """Takes a message once, however often it comes."""

    async def handle(self, message: Inbound, *, patience: float | None) -> Answer:
        """The answer, or a late one when it takes longer than the patience; raises when it could not be kept."""


def make_wechat_route(
    settings: WeChatSettings, handler: InboundHandler, leftovers: Leftovers, *, now: Callable[[], datetime]
) -> Route:
    """The route for Starlette or FastAPI."""
    return Route(PATH, endpoint=WeChatEndpoint(settings, handler, leftovers, now=now), name="wechat")


class WeChatEndpoint:
    """A bare ASGI application, because WeChat's address needs no more and this is the hot path."""

    def __init__(
        self, settings: WeChatSettings, handler: InboundHandler, leftovers: Leftovers, *, now: Callable[[], datetime]
    ) -> None:
        self._handler, self._leftovers, self._now = handler, leftovers, now
        self._patience, self._passive_only = settings.patience, settings.passive_only
        self._words = tappable if settings.links else words_of
        self._attempts = Attempts()
        self._envelope = Envelope(settings, now=now)
        self._replays = Replays()
        self._running: set[asyncio.Task[Answer]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._serve(scope, receive, send)
        except BadPush as bad:
            log.warning("A WeChat push was refused", reason=bad.reason, status=bad.status)
            await respond(send, b"", status=bad.status)
        except CallerLeft:
            return

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        ends = asyncio.get_running_loop().time() + self._patience
        query = read_query(scope["query_string"])
        if scope["method"] == "GET":
            await respond(send, self._envelope.verify(query))
            return
        if scope["method"] != "POST":
            raise BadPush("method", 405)
        written = await self._take(query, await read_body(scope, receive, seconds=_left(ends)), ends)
        if written is None:
            await hang_up(receive, after=_left(ends))
        else:
            await respond(send, written[0], content_type=written[1])

    async def _take(self, query: Query, body: bytes, ends: float) -> tuple[bytes, bytes] | None:
        """What goes back, with its content type; None when nothing may, because nothing was kept."""
        opened = self._envelope.open(query, body)
        message = inbound_of(opened.fields, self._now()) if opened else None
        if opened is None or message is None:
            return SILENCE
        self._replays.claim(opened.signature, message.key, self._now())
        text = await self._said_back(message, ends)
        if not text:
            return None if text is None else SILENCE
        document = passive_reply(message, text, now=self._now(), as_json=opened.as_json)
        kind = b"application/json" if opened.as_json else b"application/xml"
        return self._envelope.seal(document, as_json=opened.as_json), kind

    async def _said_back(self, message: Inbound, ends: float) -> str | None:
        """The words of the passive reply, "" for none; None when the message could not be kept."""
        try:
            answer = await self._turn(message, ends)
            bubble = bubble_of(self._words(answer.replies))
            if not message.is_answered:
                return ""
            if answer.late:
                self._leftovers.typing(message.conversation_id)
                return self._leftovers.promise
            if bubble.rest:
                await self._leftovers.put(message, Reply(bubble.rest))
        except TimeoutError:
            log.warning("A turn outlived WeChat's patience unsaved", key=message.key)
        except Exception as failure:  # whatever failed, WeChat must push again and the worker must not see a 5xx
            log.error("A WeChat push could not be kept", key=message.key, failure=_where(failure))
        else:
            return bubble.text
        return None

    async def _turn(self, message: Inbound, ends: float) -> Answer:
        """The handler's answer; a turn that runs over is left to finish, for the next push to find its result."""
        will_be_pushed_again = self._passive_only and not self._attempts.is_last(message, self._now())
        patience = None if will_be_pushed_again else _left(ends)
        task = asyncio.ensure_future(self._handler.handle(message, patience=patience))
        self._running.add(task)
        task.add_done_callback(self._finished)
        async with asyncio.timeout(_left(ends) + (0.0 if will_be_pushed_again else GRACE_SECONDS)):
            return await asyncio.shield(task)

    def _finished(self, task: asyncio.Task[Answer]) -> None:
        self._running.discard(task)
        if not task.cancelled():
            task.exception()  # read, so that a turn nobody waits for any more does not complain at its end


def _where(failure: Exception) -> str:
    """What failed and where, without its message: that may hold a worker's words."""
    last = extract_tb(failure.__traceback__)[-1]
    return f"{type(failure).__name__} in {last.name}, line {last.lineno}"


def _left(ends: float) -> float:
    return max(ends - asyncio.get_running_loop().time(), 0.0)
