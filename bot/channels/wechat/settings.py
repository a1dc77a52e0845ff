"""What an operator enters for one Official Account, refused at once when it cannot be safe."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

Mode = Literal["safe", "compat", "plain"]
PATIENCE = 4.0
AES_KEY = re.compile(r"[A-Za-z0-9+/]{43}")


class WrongSettings(ValueError):
    """A setting that WeChat cannot work with; the message names it."""


@dataclass(frozen=True, slots=True)
class WeChatSettings:
    """One account; `patience` is how long a push may take in all, of the 5 s after which WeChat cuts it.

    `passive_only`: it can answer a push, but not push itself. `links`: choices in an answer can be tapped.
    """

    app_id: str
    token: str = field(repr=False)
    app_secret: str = field(default="", repr=False)
    aes_key: str = field(default="", repr=False)
    mode: Mode = "safe"
    api_base: str = "https://api.weixin.qq.com"
    patience: float = PATIENCE
    passive_only: bool = False
    links: bool = True

    def __post_init__(self) -> None:
        for wrong, sentence in self._checks():
            if wrong:
                raise WrongSettings(sentence)

    def _checks(self) -> list[tuple[bool, str]]:
        encrypted, keyed = self.mode != "plain", bool(AES_KEY.fullmatch(self.aes_key))
        return [
            (not self.token.strip(), "WECHAT_TOKEN is empty: with an empty token anybody can sign a push."),
            (not self.app_id.strip(), "WECHAT_APP_ID is empty."),
            (self.mode not in ("safe", "compat", "plain"), "WECHAT_MODE must be safe, compat or plain."),
            (encrypted and not keyed, "WECHAT_AES_KEY must be the 43 letters and digits of the EncodingAESKey."),
            (not self.api_base.startswith(("https://", "http://")), "WECHAT_API_BASE must be an http(s) address."),
            (
                not 0 < self.patience <= 4.5,
                "The patience must be above 0 and at most 4.5: WeChat cuts after 5 seconds.",
            ),
        ]
