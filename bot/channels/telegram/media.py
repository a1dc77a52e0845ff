"""Gets what a worker sent from Telegram, which keeps it for long but hands over no more than 20 MB."""

from __future__ import annotations

from typing import Final

from telegram.error import BadRequest, InvalidToken

from bot.channels.telegram.api import Bot
from bot.channels.telegram.outcomes import kind_of
from handlers.fetching import Fetched, Gone, NotNow, Outcome
from handlers.messages import Media

READ_SECONDS: Final = 60.0


class TelegramMedia:
    """Asks where the file lies, then fetches it."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def fetch(self, media: Media, *, largest: int) -> Outcome:
        """The bytes, whatever they are."""
        try:
            file = await self._bot.get_file(media.id)
            if (file.file_size or 0) > largest:
                return Gone("too_large")
            content = await file.download_as_bytearray(read_timeout=READ_SECONDS)
        except BadRequest as refused:
            return Gone("too_large" if "too big" in refused.message.lower() else "refused", 400)
        except InvalidToken:
            return NotNow("refused", 401)
        except Exception as failure:  # what the network does, and an answer that cannot be read
            return NotNow(kind_of(failure))
        return Fetched(bytes(content)) if len(content) <= largest else Gone("too_large")
