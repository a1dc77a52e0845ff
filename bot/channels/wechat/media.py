"""Gets what a worker sent from WeChat, which keeps it for three days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

import httpx

from bot.channels.base import Later, Misconfigured
from bot.channels.wechat.calls import Answered
from bot.channels.wechat.downloads import Content, TooMuch, download
from bot.channels.wechat.outcomes import STALE_TOKEN, outcome_of
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.tokens import NoToken, Tokens
from handlers.fetching import Fetched, Gone, NotNow, Outcome
from handlers.messages import Media

WECHATS_OWN: Final = (".qpic.cn", ".qlogo.cn", ".qq.com")  # where WeChat lets pictures and videos be fetched
Got = Content | Answered | TooMuch | Later


class WeChatMedia:
    """Asks for the media id; for a picture, when that is of no use, at the address that came with it."""

    def __init__(
        self, settings: WeChatSettings, client: httpx.AsyncClient, tokens: Tokens, *, now: Callable[[], datetime]
    ) -> None:
        self._client, self._tokens, self._now = client, tokens, now
        self._base = settings.api_base.rstrip("/")

    async def fetch(self, media: Media, *, largest: int) -> Outcome:
        """The bytes, whatever they are."""
        outcome = await self._by_id(media, largest)
        if isinstance(outcome, Fetched) or not media.url or not self._is_wechats(media.url):
            return outcome
        second = await download(self._client, media.url, largest=largest)
        return Fetched(second.content) if isinstance(second, Content) else outcome

    async def _by_id(self, media: Media, largest: int) -> Outcome:
        async def ask(token: str) -> Got:
            query = urlencode({"access_token": token, "media_id": media.id})
            return await download(self._client, f"{self._base}/cgi-bin/media/get?{query}", largest=largest)

        try:
            got = await self._tokens.using(ask, _is_stale)
        except NoToken as none:
            return NotNow(none.outcome.reason, none.outcome.code)
        if isinstance(got, Answered) and isinstance(address := got.body.get("video_url"), str):
            got = await self._video(address, largest)
        return self._outcome(got)

    async def _video(self, address: str, largest: int) -> Got:
        if not self._is_wechats(address):
            return Later("strange_address")
        return await download(self._client, address, largest=largest)

    def _outcome(self, got: Got) -> Outcome:
        match got:
            case Content(content):
                return Fetched(content)
            case TooMuch():
                return Gone("too_large")
            case Later(reason, code):
                return NotNow(reason, code)
            case Answered(errcode=code):
                return self._refusal(code) if code else NotNow("no_content")

    def _refusal(self, code: int) -> NotNow | Gone:
        outcome = outcome_of(code, self._now())
        return NotNow(outcome.reason, code) if isinstance(outcome, Later | Misconfigured) else Gone("refused", code)

    def _is_wechats(self, url: str) -> bool:
        """Whether the address is WeChat's, or lies where its API does: in plain mode anybody could name another."""
        try:
            parts, own = urlsplit(url), urlsplit(self._base).hostname
        except ValueError:
            return False
        host = (parts.hostname or "").lower()
        return parts.scheme in ("http", "https") and (host == own or host.endswith(WECHATS_OWN))


def _is_stale(got: Got) -> bool:
    return isinstance(got, Answered) and got.errcode in STALE_TOKEN
