"""The parts of WeChat's API with which an operator sets an account up: looks, menus, QR codes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import httpx

from bot.channels.base import Later, Unknown
from bot.channels.wechat.calls import Answered, call, look
from bot.channels.wechat.outcomes import STALE_TOKEN
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import Tokens

Reply = Answered | Later | Unknown
LONGEST_SCENE = 64
PICTURE = "https://mp.weixin.qq.com/cgi-bin/showqrcode"


class Management:
    """Every call asks for the token itself; raises NoToken."""

    def __init__(self, settings: WeChatSettings, client: httpx.AsyncClient, tokens: Tokens) -> None:
        self._base, self._client, self._tokens = settings.api_base.rstrip("/"), client, tokens

    async def get(self, path: str) -> Reply:
        """What stands there."""
        return await self._tokens.using(lambda token: look(self._client, self._address(path, token)), _is_stale)

    async def post(self, path: str, payload: dict[str, Any]) -> Reply:
        """What became of it."""
        return await self._tokens.using(
            lambda token: call(self._client, self._address(path, token), payload), _is_stale
        )

    async def make_code(self, scene: str, days: int | None) -> Reply:
        """A code for a site or a reception point, for good or for some days; its ticket is in the answer."""
        kind: dict[str, Any] = {"action_name": "QR_LIMIT_STR_SCENE"}
        if days is not None:
            kind = {"action_name": "QR_STR_SCENE", "expire_seconds": days * 86_400}
        return await self.post("/cgi-bin/qrcode/create", {**kind, "action_info": {"scene": {"scene_str": scene}}})

    def _address(self, path: str, token: str) -> str:
        return f"{self._base}{path}?{urlencode({'access_token': token})}"


def picture_of(ticket: str) -> str:
    """Where the code's picture lies, for everybody."""
    return f"{PICTURE}?{urlencode({'ticket': ticket})}"


def _is_stale(answered: Reply) -> bool:
    return isinstance(answered, Answered) and answered.errcode in STALE_TOKEN
