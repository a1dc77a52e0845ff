"""Looks at an Official Account from outside and inside: what works, what does not, and what to do about it."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from bot.channels.base import Later, Misconfigured
from bot.channels.wechat.calls import Answered
from bot.channels.wechat.management import Management
from bot.channels.wechat.menu import plain, read_menu
from bot.channels.wechat.remedies import NO_TOKEN, REMEDIES, told
from bot.channels.wechat.route import PATH
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.signature import sign
from bot.channels.wechat.tokens import NoToken, Tokens
from bot.findings import Finding, Word
from bot.settings import NoticeTemplate
from handlers.notice_templates import NoticeKind

FARTHEST_CLOCK: Final = 60.0
SECONDS: Final = 8.0
FIELD: Final = re.compile(r"\{\{\s*(\w+)\.DATA\s*\}\}")


class AccountCheck:
    """One account, from this machine."""

    def __init__(
        self,
        settings: WeChatSettings,
        public_url: str | None,
        client: httpx.AsyncClient,
        now: Callable[[], datetime],
        templates: Mapping[NoticeKind, NoticeTemplate] | None = None,
    ) -> None:
        self._templates: Mapping[NoticeKind, NoticeTemplate] = templates or {}
        self._settings, self._public_url, self._client, self._now = settings, public_url, client, now
        self._tokens = Tokens(settings, client, now=now)
        self._management = Management(settings, client, self._tokens)

    async def all(self) -> AsyncIterator[Finding]:
        """Everything; what needs a token is left out where there is none."""
        yield self.mode()
        yield await self.clock()
        yield await self.address()
        token = await self.token()
        yield token
        if token.word == "ok":
            yield await self.messages()
            yield await self.menu()
            async for finding in self.templates():
                yield finding

    def mode(self) -> Finding:
        """Whether pushes prove what they say."""
        if self._settings.mode == "safe":
            return Finding("ok", "mode: safe; pushes and answers are encrypted and signed")
        if self._settings.mode == "compat":
            return Finding("ok", "mode: compatible; only the encrypted half of a push counts. Choose safe at WeChat")
        return Finding("note", "mode: plain; nothing signs what a push says. For trials only")

    async def clock(self) -> Finding:
        """Whether this machine's clock is near WeChat's, which signs with the time."""
        try:
            response = await self._client.get(self._settings.api_base, follow_redirects=False)
            theirs = parsedate_to_datetime(response.headers["date"])
            apart = abs((self._now() - theirs).total_seconds())
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            return Finding("WRONG", f"API: {self._settings.api_base} cannot be reached ({type(failure).__name__})")
        except (KeyError, ValueError, TypeError):
            return Finding("note", f"clock: {self._settings.api_base} does not tell the time")
        if apart > FARTHEST_CLOCK:
            return Finding("WRONG", f"clock: {apart:.0f} s from WeChat's; pushes more than 300 s apart are refused")
        return Finding("ok", f"clock: {apart:.0f} s from WeChat's")

    async def address(self) -> Finding:
        """Whether the address that WeChat is to call answers as WeChat wants it, asked from here."""
        if not self._public_url:
            return Finding("note", "address: XINSHENG_PUBLIC_URL is not set, so it was not tried")
        url, echo = f"{self._public_url}{PATH}", secrets.token_hex(8)
        stamp, nonce = str(int(self._now().timestamp())), secrets.token_hex(4)
        signed = sign(self._settings.token.encode(), stamp.encode(), nonce.encode()).decode()
        query = urlencode({"signature": signed, "timestamp": stamp, "nonce": nonce, "echostr": echo})
        try:
            response = await self._client.get(f"{url}?{query}", follow_redirects=False)
        except (httpx.HTTPError, httpx.InvalidURL) as failure:
            return Finding("WRONG", f"address: {url} cannot be reached from here ({type(failure).__name__})")
        if response.status_code == 200 and response.text == echo:
            return Finding("ok", f"address: {url} answers a signed call; enter it at WeChat")
        return Finding("WRONG", f"address: {url} answered {response.status_code} and not the echo; {_why(response)}")

    async def token(self) -> Finding:
        """Whether WeChat knows the account and lets this machine call."""
        try:
            await self._tokens.token()
        except NoToken as none:
            return Finding("WRONG", f"token: {_refused(none.outcome, none.said)}")
        return Finding("ok", f"token: given at {self._settings.api_base}; the IP whitelist lets this machine call")

    async def messages(self) -> Finding:
        """How many customer messages are left today, and whether there may be any."""
        answered = await self._management.post(
            "/cgi-bin/openapi/quota/get", {"cgi_path": "/cgi-bin/message/custom/send"}
        )
        quota = answered.body.get("quota") if isinstance(answered, Answered) else None
        if isinstance(quota, dict):
            left = f"{quota.get('remain')} of {quota.get('daily_limit')} are left today"
            return Finding("ok" if quota.get("daily_limit") else "WRONG", f"customer messages: {left}")
        word: Word = "note" if self._settings.passive_only else "WRONG"
        return Finding(word, f"customer messages: {told(answered)}")

    async def menu(self) -> Finding:
        """Whether there is a menu, and ours."""
        answered = await self._management.get("/cgi-bin/get_current_selfmenu_info")
        if not isinstance(answered, Answered) or answered.errcode:
            return Finding("note", f"menu: {told(answered)}")
        shown = plain((answered.body.get("selfmenu_info") or {}).get("button"))
        if not answered.body.get("is_menu_open") or not shown:
            return Finding("note", "menu: there is none; ./xinsheng wechat menu push makes it")
        if shown == plain(read_menu()["button"]):
            return Finding("ok", "menu: as ./xinsheng wechat menu push makes it")
        return Finding("note", "menu: another than ours; ./xinsheng wechat menu show tells which")

    async def templates(self) -> AsyncIterator[Finding]:
        """Whether each template that is set is there, and has just the fields that it is filled with."""
        if not self._templates:
            yield Finding("note", "templates: none set (XINSHENG_WECHAT_TEMPLATES); after 48 hours staff have to call")
            return
        answered = await self._management.get("/cgi-bin/template/get_all_private_template")
        found = answered.body.get("template_list") if isinstance(answered, Answered) else None
        listed = {str(one.get("template_id")): one for one in found or [] if isinstance(one, dict)}
        for kind, template in self._templates.items():
            if template.way == "subscription":
                told_of = "subscription notices can only be tried; a refusal raises an alarm (errcode 40037 or 47003)"
                yield Finding("note", f"templates: {kind}: {told_of}")
            elif found is None:
                yield Finding("WRONG", f"templates: {kind}: {told(answered)}")
            else:
                yield _template(kind, template, listed.get(template.id))
        if "neutral" not in self._templates:
            missing = "neutral is not set: whoever shares his phone is told nothing after 48 hours, and is to be called"
            yield Finding("note", f"templates: {missing}")


def _template(kind: str, template: NoticeTemplate, found: dict[str, Any] | None) -> Finding:
    if found is None:
        return Finding("WRONG", f"templates: {kind}: the account has no template {template.id}")
    there, ours = set(FIELD.findall(str(found.get("content", "")))), set(template.fields)
    if missing := sorted(there - ours):
        return Finding("WRONG", f"templates: {kind}: nothing is set for its fields {', '.join(missing)}")
    if strange := sorted(ours - there):
        return Finding("WRONG", f"templates: {kind}: it has no fields {', '.join(strange)}")
    return Finding("ok", f"templates: {kind}: {found.get('title') or template.id}, all fields are filled")


def _refused(outcome: Later | Misconfigured, said: str) -> str:
    if outcome.code is None:
        return NO_TOKEN.get(outcome.reason, outcome.reason)
    return f"{REMEDIES.get(outcome.code, outcome.reason)} (errcode {outcome.code}: {said})"


def _why(response: httpx.Response) -> str:
    if response.status_code == 403:
        return "the token there is another, or a web server before it changes the query"
    if response.status_code in (301, 302, 307, 308):
        return "WeChat follows no redirect"
    return "something else than Xinsheng answers there, or it is not set up for WeChat"
