"""What an operator enters for one Telegram bot, refused at once when it cannot work."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

API: Final = "https://api.telegram.org"
CHANNEL: Final = "telegram"
PATH: Final = "/telegram"
TOKEN: Final = re.compile(r"[0-9]{5,20}:[A-Za-z0-9_-]{10,80}")
SECRET: Final = re.compile(r"[A-Za-z0-9_-]{16,256}")


class WrongSettings(ValueError):
    """A setting that Telegram cannot work with; the message names it."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """One bot; it asks for updates itself unless a secret is set: then Telegram calls `public_url`.

    `poll_seconds` is how long Telegram may hold a question for updates open when there are none.
    """

    token: str = field(repr=False)
    api_base: str = API
    secret: str = field(default="", repr=False)
    public_url: str = ""
    poll_seconds: int = 25

    def __post_init__(self) -> None:
        for wrong, sentence in self._checks():
            if wrong:
                raise WrongSettings(sentence)

    @property
    def bot_id(self) -> str:
        """The bot's own number, which its token begins with."""
        return self.token.partition(":")[0]

    @property
    def is_called(self) -> bool:
        """Whether Telegram calls us."""
        return bool(self.secret)

    @property
    def webhook(self) -> str:
        """Where Telegram calls us."""
        return f"{self.public_url.rstrip('/')}{PATH}"

    def _checks(self) -> list[tuple[bool, str]]:
        called = self.is_called
        return [
            (not TOKEN.fullmatch(self.token), "TELEGRAM_TOKEN must be the token that BotFather gave: 123456:ABC..."),
            (
                called and not SECRET.fullmatch(self.secret),
                "TELEGRAM_SECRET must have 16 to 256 letters, digits, - or _ that nobody can guess.",
            ),
            (
                called and not self.public_url.startswith("https://"),
                "TELEGRAM_SECRET lets Telegram call this server: XINSHENG_PUBLIC_URL must be its https:// address.",
            ),
        ]
