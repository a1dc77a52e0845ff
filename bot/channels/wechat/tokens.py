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
from bot.channels.wechat.shelves import OwnShelf, Shelf
from storage.access_tokens import Token

MARGIN = timedelta(minutes=5)
LOOKS, LOOK_SECONDS = 50, 0.1
Answer = TypeVar("Answer")


class NoToken(Exception):
    """WeChat gave no token; `outcome` tells what that means for the message that needed one, `said` is its words."""

    def __init__(self, outcome: Later | Misconfigured, said: str = "") -> None:
        super().__init__(outcome.reason)
        self.outcome, self.said = outcome, said


class Tokens:
    """Uses stable_token without force_refresh, so that processes do not take the token from each other."""

    def __init__(
        self,
        settings: WeChatSettings,
        client: httpx.AsyncClient,
        *,
        now: Callable[[], datetime],
        shelf: Shelf | None = None,
    ) -> None:
        self._client, self._now, self._shelf = client, now, shelf or OwnShelf()
        self._url = f"{settings.api_base.rstrip('/')}/cgi-bin/stable_token"
        self._grant = {
            "grant_type": "client_credential",
            "appid": settings.app_id,
            "secret": settings.app_secret,
        }
        self._lock = asyncio.Lock()
        self._token: Token | None = None

    async def token(self) -> str:
        """The token in use; raises NoToken."""
        if (token := self._token) and self._is_fresh(token):
            return token.text
        async with self._lock:
            return await self._next("")

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
            token = await self._next(refused)
            if token == refused:
                self._token = None
                raise NoToken(Misconfigured("token_refused"))
            return token

    async def _next(self, refused: str) -> str:
        """A fresh token other than the refused one, or what WeChat gives when it is asked once."""
        for _ in range(LOOKS):
            if token := await self._found(refused):
                return token
            if await self._shelf.lend():
                return await self._asked(refused)
            await asyncio.sleep(LOOK_SECONDS)  # another process asks
        raise NoToken(Later("token_unavailable"))

    async def _found(self, refused: str) -> str | None:
        """Our own token or the shelf's, if it is of use."""
        for look in (self._own, self._shelf.kept):
            token = await look()
            if token and token.text != refused and self._is_fresh(token):
                self._token = token
                return token.text
        return None

    async def _own(self) -> Token | None:
        return self._token

    def _is_fresh(self, token: Token) -> bool:
        return self._now() < token.good_until

    async def _asked(self, refused: str) -> str:
        """It is our turn; another may have had his since we looked."""
        try:
            if found := await self._found(refused):
                await self._shelf.give_back()
                return found
            token = self._token = await self._ask()
        except BaseException:
            await self._shelf.give_back()
            raise
        await self._shelf.keep(token)
        return token.text

    async def _ask(self) -> Token:
        if not self._grant["secret"]:
            raise NoToken(Misconfigured("no_app_secret"))
        answered = await call(self._client, self._url, self._grant)
        if not isinstance(answered, Answered):
            raise NoToken(Later("token_unavailable"))
        token, seconds = answered.body.get("access_token"), answered.body.get("expires_in")
        if not isinstance(token, str) or not token or type(seconds) is not int:
            raise NoToken(self._refusal(answered.errcode), str(answered.body.get("errmsg", ""))[:200])
        lasts = timedelta(seconds=min(max(seconds, 0), 7_200))
        return Token(token, self._now() + lasts - min(MARGIN, lasts / 2))

    def _refusal(self, errcode: int | None) -> Later | Misconfigured:
        if not errcode:
            return Later("token_unavailable")
        outcome = outcome_of(errcode, self._now())
        if isinstance(outcome, Undelivered):
            return Misconfigured("token_not_given", errcode)
        return outcome if isinstance(outcome, Later | Misconfigured) else Later("token_unavailable", errcode)
