"""What the routes of the worker's page work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from starlette.requests import Request

from bot.channels.web import identity
from bot.channels.web.floods import READING, Floods
from bot.channels.web.newsroom import Newsroom
from bot.channels.web.page import Page
from bot.channels.web.refusals import Refused
from bot.channels.web.shown import feed_shown
from handlers.evidence import Evidence
from handlers.messages import Answer, Inbound
from handlers.pictures import Pictures
from handlers.transcript import Transcript
from handlers.typing import Typing
from handlers.visitors import Visitor, Visitors


class InboundHandler(Protocol):
    """Takes a message once, however often it comes."""

    async def handle(self, message: Inbound, *, patience: float | None) -> Answer:
        """The answer, or a late one when it takes longer than the patience; raises when it could not be kept."""


@dataclass(frozen=True, slots=True)
class WebParts:
    """`hosts` are the names under which browsers know us beside the one that a proxy passes on.

    What takes longer than the patience, in seconds, comes later by itself.
    """

    inbound: InboundHandler
    visitors: Visitors
    transcript: Transcript
    evidence: Evidence
    pictures: Pictures
    typing: Typing
    newsroom: Newsroom
    floods: Floods
    page: Page
    now: Callable[[], datetime]
    hosts: frozenset[str] = frozenset()
    patience: float = 6.0

    async def visitor(self, request: Request) -> Visitor | None:
        """Who holds the cookie; None when nobody does whom we know."""
        return await self.visitors.known(identity.held(request))

    async def known(self, request: Request) -> Visitor:
        """Who reads; raises Refused when nobody is known, or he reads too often."""
        visitor = await self.visitor(request)
        if visitor is None:
            raise Refused(401, "unknown", "Begin first.")
        self.floods.let_through(READING, visitor.id)
        return visitor

    async def writer(self, request: Request) -> Visitor:
        """Who writes from our own page; raises Refused."""
        identity.refuse_strangers(request, self.hosts)
        return await self.known(request)

    async def feed(self, visitor: Visitor, after: int) -> dict[str, Any]:
        """What is new to who has everything up to that message."""
        id = visitor.conversation_id
        feed = await self.transcript.after(id, after)
        return feed_shown(feed, visitor.id, is_typing=self.typing.is_typing(id))
