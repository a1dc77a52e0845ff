"""Says a text to a worker through WeChat's customer-service interface."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import httpx

from bot.channels.base import Later, Outcome, Unknown
from bot.channels.wechat.calls import Answered, call
from bot.channels.wechat.outcomes import STALE_TOKEN, outcome_of
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import NoToken, Tokens

TIMEOUT = httpx.Timeout(10.0, connect=5.0)  # for the client that is handed in


class WeChatApi:
    """Two calls at most for a message: the second only with a new token, after the first was refused for its token."""

    def __init__(
        self, settings: WeChatSettings, client: httpx.AsyncClient, tokens: Tokens, *, now: Callable[[], datetime]
    ) -> None:
        self._send_url = f"{settings.api_base.rstrip('/')}/cgi-bin/message/custom/send"
        self._client, self._tokens, self._now = client, tokens, now

    async def send_text(self, openid: str, text: str) -> Outcome:
        """What became of it; nothing counts as sent without WeChat's errcode 0."""
        return await self._said({"touser": openid, "msgtype": "text", "text": {"content": text}})

    async def send_menu(self, openid: str, head: str, choices: tuple[str, ...]) -> Outcome:
        """As `send_text`; the number of an entry comes back as `bizmsgmenuid`, its words as the message's."""
        entries = [{"id": str(number), "content": choice} for number, choice in enumerate(choices, 1)]
        menu = {"head_content": head, "list": entries, "tail_content": ""}
        return await self._said({"touser": openid, "msgtype": "msgmenu", "msgmenu": menu})

    async def _said(self, payload: dict[str, Any]) -> Outcome:
        try:
            return self._outcome(await self._tokens.using(lambda token: self._send(token, payload), _is_stale))
        except NoToken as none:
            return none.outcome

    async def _send(self, token: str, payload: dict[str, Any]) -> Answered | Later | Unknown:
        return await call(self._client, f"{self._send_url}?{urlencode({'access_token': token})}", payload)

    def _outcome(self, answered: Answered | Later | Unknown) -> Outcome:
        if not isinstance(answered, Answered):
            return answered
        if answered.errcode is None:
            return Unknown("no_errcode")
        return outcome_of(answered.errcode, self._now())


def _is_stale(answered: Answered | Later | Unknown) -> bool:
    return isinstance(answered, Answered) and answered.errcode in STALE_TOKEN
