"""The bot of python-telegram-bot, with what it does not do itself: asking for updates without reading them."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.channels.telegram.settings import TelegramSettings

READ_SECONDS: Final = 15.0
CONNECT_SECONDS: Final = 5.0
MOST_UPDATES: Final = 100
Bot = ExtBot[int]


@dataclass(frozen=True, slots=True)
class TelegramApi:
    """`bot` says things; a flood is obeyed where it is met, no call is repeated by itself."""

    bot: Bot
    settings: TelegramSettings
    asking: HTTPXRequest

    async def updates(self, offset: int | None, wanted: Sequence[str]) -> list[Any]:
        """What is new, as it came; all before the offset is confirmed by that. Raises what python-telegram-bot does.

        Bot.get_updates reads all of them at once: one that cannot be read would come back for ever.
        """
        asked = {"timeout": self.settings.poll_seconds, "limit": MOST_UPDATES, "allowed_updates": json.dumps(wanted)}
        asked |= {"offset": offset} if offset is not None else {}
        url = f"{self.settings.api_base}/bot{self.settings.token}/getUpdates?{urlencode(asked)}"
        found: Any = await self.asking.post(url, read_timeout=self.settings.poll_seconds + READ_SECONDS)
        return found if isinstance(found, list) else []


@asynccontextmanager
async def open_api(settings: TelegramSettings) -> AsyncIterator[TelegramApi]:
    """The API, whose connections are open as long as the context; nothing is asked yet."""
    _keep_quiet()
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # pauses as spans of time, as its next version tells them
    saying = HTTPXRequest(16, READ_SECONDS, connect_timeout=CONNECT_SECONDS, pool_timeout=READ_SECONDS)
    asking = HTTPXRequest(2, READ_SECONDS, connect_timeout=CONNECT_SECONDS)
    own, files = f"{settings.api_base}/bot", f"{settings.api_base}/file/bot"
    bot: Bot = ExtBot(
        settings.token,
        base_url=own,
        base_file_url=files,
        request=saying,
        get_updates_request=asking,
        rate_limiter=AIORateLimiter(max_retries=0),
    )
    try:
        yield TelegramApi(bot, settings, asking)
    finally:
        await saying.shutdown()
        await asking.shutdown()


def _keep_quiet() -> None:
    """Its log lines hold answers as they came, with names and words in them; all of it is told by us."""
    logging.getLogger("telegram").setLevel(logging.CRITICAL)
