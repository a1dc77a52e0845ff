"""What WeChat shows for a moment: that somebody is writing to the worker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from bot.channels.wechat.calls import Answered, call
from bot.channels.wechat.messages import CHANNEL
from bot.channels.wechat.outcomes import STALE_TOKEN
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import NoToken, Tokens

LASTS: Final = 15.0  # seconds that WeChat shows it; asked for again meanwhile it answers 45081
MOST: Final = 1_000


class WeChatSigns:
    """Each is asked for once and never again; `seconds` counts up like `time.monotonic`."""

    def __init__(
        self, settings: WeChatSettings, client: httpx.AsyncClient, tokens: Tokens, seconds: Callable[[], float]
    ) -> None:
        self._url = f"{settings.api_base.rstrip('/')}/cgi-bin/message/custom/typing"
        self._client, self._tokens, self._seconds = client, tokens, seconds
        self._shown: dict[str, float] = {}
        self._under_way: set[asyncio.Task[Any]] = set()

    def note(self, conversation_id: str) -> None:
        """Somebody is writing there: a member of staff, or an assistant who takes his time."""
        channel, _, rest = conversation_id.partition(":")
        openid, now = rest.partition(":")[2], self._seconds()
        if channel != CHANNEL or not openid or now - self._shown.get(conversation_id, -LASTS) < LASTS:
            return
        if len(self._shown) >= MOST:
            self._shown.clear()
        self._shown[conversation_id] = now
        task = asyncio.ensure_future(self._show(openid))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def finish(self) -> None:
        """Waits for what is under way."""
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _show(self, openid: str) -> None:
        """Whatever comes of it: a sign that is not shown does no harm."""
        payload = {"touser": openid, "command": "Typing"}
        try:
            await self._tokens.using(lambda token: self._ask(token, payload), _is_stale)
        except NoToken:
            return

    async def _ask(self, token: str, payload: dict[str, Any]) -> Any:
        return await call(self._client, f"{self._url}?{urlencode({'access_token': token})}", payload)


def _is_stale(answered: Any) -> bool:
    return isinstance(answered, Answered) and answered.errcode in STALE_TOKEN
