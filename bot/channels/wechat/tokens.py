"""Keeps the one access token of an account, asked for once however many want it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TypeVar

import httpx

from bot.channels.base import Later, Misconfigured, Undelivered
from bot.channels.wechat.calls import Answered, call
from bot.channels.wechat.outcomes import outcome_of
from bot.channels.wechat.settings import WeChatSettings

MARGIN = timedelta(minutes=5)
Answer = TypeVar("Answer")


class NoToken(Exception):
    """WeChat gave no token; `outcome` tells what that means for the message that needed one."""

    def __init__(self, outcome: Later | Misconfigured) -> None:
        super().__init__(outcome.reason)
        self.outcome = outcome


class Tokens:
    """Uses stable_token without force_refresh, so that processes do not take the token from each other."""

    def __init__(self, settings: WeChatSettings, client: httpx.AsyncClient, *, now: Callable[[], datetime]) -> None:
        self._client, self._now = client, now
        self._url = f"{settings.api_base.rstrip('/')}/cgi-bin/stable_token"
        self._grant = {
            "grant_type": "client_credential",
            "appid": settings.app_id,
            "secret": settings.app_secret,
        }
        self._lock = asyncio.Lock()
        self._token = ""
        self._good_until: datetime | None = None

    async def token(self) -> str:
        """The token in use; raises NoToken."""
        if self._fresh():
            return self._token
        async with self._lock:
            return self._token if self._fresh() else await self._ask()

    async def using(self, ask: Callable[[str], Awaitable[Answer]], is_stale: Callable[[Answer], bool]) -> Answer:
        """The answer to a question that needs the token: asked once again, with a new one, if that one is stale.

        Raises NoToken.
        """
        token = await self.token()
        answer = await ask(token)
        return await ask(await self.after(token)) if is_stale(answer) else answer

    async def after(self, refused: str) -> str:
        """The token that follows a refused one; raises NoToken, also when WeChat insists on the refused one."""
        async with self._lock:
            token = self._token if self._token != refused and self._fresh() else await self._ask()
        if token == refused:
            self._good_until = None
            raise NoToken(Misconfigured("token_refused"))
        return token

    def _fresh(self) -> bool:
        return self._good_until is not None and self._now() < self._good_until

    async def _ask(self) -> str:
        if not self._grant["secret"]:
            raise NoToken(Misconfigured("no_app_secret"))
        answered = await call(self._client, self._url, self._grant)
        if not isinstance(answered, Answered):
            raise NoToken(Later("token_unavailable"))
        token, seconds = answered.body.get("access_token"), answered.body.get("expires_in")
        if not isinstance(token, str) or not token or type(seconds) is not int:
            raise NoToken(self._refusal(answered.errcode))
        lasts = timedelta(seconds=min(max(seconds, 0), 7_200))
        self._token, self._good_until = token, self._now() + lasts - min(MARGIN, lasts / 2)
        return token

    def _refusal(self, errcode: int | None) -> Later | Misconfigured:
        if not errcode:
            return Later("token_unavailable")
        outcome = outcome_of(errcode, self._now())
        if isinstance(outcome, Undelivered):
            return Misconfigured("token_not_given", errcode)
        return outcome if isinstance(outcome, Later | Misconfigured) else Later("token_unavailable", errcode)
