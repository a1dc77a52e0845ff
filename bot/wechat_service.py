"""WeChat as the settings describe it: the address it calls, and the way to push words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

import httpx
from pydantic import SecretStr
from starlette.routing import Route

from bot.channels.wechat.api import TIMEOUT, WeChatApi
from bot.channels.wechat.channel import WeChatChannel
from bot.channels.wechat.media import WeChatMedia
from bot.channels.wechat.notices import WeChatNotices, Words
from bot.channels.wechat.route import InboundHandler, Leftovers, make_wechat_route
from bot.channels.wechat.settings import PATIENCE, WeChatSettings
from bot.channels.wechat.shelves import OwnShelf, SharedShelf, Shelf
from bot.channels.wechat.signs import WeChatSigns
from bot.channels.wechat.tokens import Tokens
from bot.settings import Settings
from bot.wiring import Parts, utc_now
from dialogs.notices import brief_words
from dialogs.replies import Reply, text_of
from handlers.messages import Inbound
from handlers.notice_kinds import About
from handlers.notice_templates import NoticeKind
from handlers.remembered import reply_text
from storage import outbox
from storage.outbox import Entry


@dataclass(frozen=True, slots=True)
class WeChat:
    """Its two directions."""

    route: Route
    channel: WeChatChannel
    media: WeChatMedia
    notices: WeChatNotices
    signs: WeChatSigns


@asynccontextmanager
async def make_wechat(parts: Parts, inbound: InboundHandler, *, patience: float = PATIENCE) -> AsyncIterator[WeChat]:
    """WeChat, with a client for its API that is open as long as the context."""
    settings = replace(wechat_settings(parts.settings), patience=patience)

    async def put_rest(message: Inbound, rest: Reply) -> None:
        entry = Entry(f"rest:{message.key}", message.conversation_id, "reply", reply_text(rest), utc_now())
        await parts.database.run(lambda connection: outbox.put(connection, parts.vault, entry))
        parts.database.ring()

    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        tokens = Tokens(settings, client, now=utc_now, shelf=_shelf(parts, settings))
        signs = WeChatSigns(settings, client, tokens, monotonic)
        leftovers = Leftovers(put_rest, typing=signs.note)
        if settings.passive_only:
            leftovers = Leftovers(put_rest, _promise(parts))
        route = make_wechat_route(settings, inbound, leftovers, now=utc_now)
        channel = WeChatChannel(WeChatApi(settings, client, tokens, now=utc_now))
        notices = WeChatNotices(settings, client, tokens, parts.templates, _words(parts), utc_now)
        yield WeChat(route, channel, WeChatMedia(settings, client, tokens, now=utc_now), notices, signs)
        await signs.finish()


def _shelf(parts: Parts, settings: WeChatSettings) -> Shelf:
    if parts.database.shared:
        return SharedShelf(parts.database, parts.vault, settings.app_id, utc_now)
    return OwnShelf()


def _words(parts: Parts) -> Words:
    def words(kind: NoticeKind, about: About | None, at: datetime) -> Mapping[str, str]:
        return brief_words(parts.script, kind, (about.case_number, about.status) if about else None, at)

    return words


def _promise(parts: Parts) -> str:
    return text_of(parts.script.domain, "utter_any_word", {})


def wechat_settings(settings: Settings) -> WeChatSettings:
    """The account's settings; raises WrongSettings of WeChat."""
    return WeChatSettings(
        app_id=settings.wechat_app_id or "",
        token=_shown(settings.wechat_token),
        app_secret=_shown(settings.wechat_app_secret),
        aes_key=_shown(settings.wechat_aes_key),
        mode=settings.wechat_mode,
        api_base=settings.wechat_api_base,
        passive_only=settings.wechat_passive_only,
        links=settings.wechat_tappable,
    )


def _shown(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
