"""What people write, as every channel hands it on: one form of each character, and nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
LONGEST_NORMALISED: Final = 8_000


def clean(text: str) -> str:
    """NFC without control characters; very long texts stay as written, since ordering endless accents is slow."""
    shown = speakable(text)
    return unicodedata.normalize("NFC", shown) if len(shown) <= LONGEST_NORMALISED else shown


def speakable(text: str) -> str:
    """The text without what neither XML nor a phone can carry; emoji stay, halves of surrogates go."""
    return UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
