"""Tells a worker by template message or subscription notice what may not be pushed to him as words."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

import httpx

from bot.channels.base import Later, Misconfigured, Outcome, Outgoing, Posted, Undelivered, Unknown
from bot.channels.wechat.calls import Answered, call
from bot.channels.wechat.outcomes import STALE_TOKEN, outcome_of
from bot.channels.wechat.settings import WeChatSettings
from bot.channels.wechat.templates import Templates, WeChatTemplate, WrongTemplate
from bot.channels.wechat.tokens import NoToken, Tokens
from handlers.notice_kinds import About
from handlers.notice_templates import NoticeKind, Template

PATHS: Final = {"template": "/cgi-bin/message/template/send", "subscription": "/cgi-bin/message/subscribe/bizsend"}
REFUSED: Final = 43101
# Of the template or the right to send it: an operator has to see to it, while messages go on.
WRONG: Final = frozenset({40037, 41028, 41030, 40249, 43116, 47003, 48001, 48004, 50001})
Words = Callable[[NoticeKind, About | None, datetime], Mapping[str, str]]
Reply = Answered | Later | Unknown


class WeChatNotices:
    """WeChat tells later whether a template message has arrived; the same key within ten minutes is told once."""

    def __init__(
        self,
        settings: WeChatSettings,
        client: httpx.AsyncClient,
        tokens: Tokens,
        templates: Templates,
        words: Words,
        now: Callable[[], datetime],
    ) -> None:
        self._base, self._client, self._tokens = settings.api_base.rstrip("/"), client, tokens
        self._templates, self._words, self._now = templates, words, now

    def template(self, kind: NoticeKind) -> Template | None:
        """How that kind is told."""
        return self._templates.template(kind)

    async def post(self, outgoing: Outgoing, kind: NoticeKind, about: About | None) -> Outcome | Posted:
        """What WeChat made of it; Posted when it took it."""
        template = self._templates.of(kind)
        if template is None:
            return Undelivered("notice_wrong")
        try:
            fields = template.filled(self._words(kind, about, self._now()))
        except WrongTemplate:
            return Undelivered("notice_wrong", 47003)
        url, payload = f"{self._base}{PATHS[template.way]}", _payload(outgoing, template, fields)
        try:
            answered = await self._tokens.using(lambda token: self._call(url, token, payload), _is_stale)
        except NoToken as none:
            return none.outcome
        return _outcome(answered, template, self._now())

    async def _call(self, url: str, token: str, payload: dict[str, Any]) -> Reply:
        return await call(self._client, f"{url}?{urlencode({'access_token': token})}", payload)


def _payload(outgoing: Outgoing, template: WeChatTemplate, fields: Mapping[str, str]) -> dict[str, Any]:
    openid = outgoing.conversation_id.split(":", 2)[2]
    written = {name: {"value": text} for name, text in fields.items()}
    payload: dict[str, Any] = {"touser": openid, "template_id": template.id, "data": written}
    if template.way == "template":
        payload["client_msg_id"] = hashlib.sha256(outgoing.key.encode()).hexdigest()[:32]
    if template.url:
        payload["url" if template.way == "template" else "page"] = template.url
    return payload


def _outcome(answered: Reply, template: WeChatTemplate, now: datetime) -> Outcome | Posted:
    if not isinstance(answered, Answered):
        return answered
    code = answered.errcode
    if code is None:
        return Unknown("no_errcode")
    if code == 0:
        number = answered.body.get("msgid")
        return Posted(template.id, str(number) if number is not None else None)
    if code == REFUSED:
        return Undelivered("notice_refused", code)
    if code in WRONG:
        return Undelivered("notice_wrong", code)
    outcome = outcome_of(code, now)
    if isinstance(outcome, Later | Misconfigured):
        return outcome
    is_gone = isinstance(outcome, Undelivered) and outcome.reason == "unreachable"
    return Undelivered("unreachable" if is_gone else "notice_failed", code)


def _is_stale(answered: Reply) -> bool:
    return isinstance(answered, Answered) and answered.errcode in STALE_TOKEN
