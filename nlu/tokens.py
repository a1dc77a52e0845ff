"""Cuts a text into words, with a dictionary of the trade beside jieba's own."""

from __future__ import annotations

import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from nlu.lexicon import FOLDER, entries


@dataclass(frozen=True, slots=True)
class Token:
    """A word and where it stands."""

    word: str
    start: int
    end: int


def tokens(text: str) -> tuple[Token, ...]:
    """All words, in order and without gaps."""
    found, at = [], 0
    for word in _cutter()(text):
        found.append(Token(word, at, at + len(word)))
        at += len(word)
    return tuple(found)


def warm_up() -> None:
    """Load the dictionaries, so that the first message does not wait for them."""
    tokens("工资")


@cache
def _cutter() -> Callable[[str], Iterable[str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 was written for older Pythons
        import jieba
    jieba.setLogLevel(logging.ERROR)
    cutter = jieba.Tokenizer()
    cutter.tmp_dir = str(_own_folder())
    cutter.initialize()
    for word in own_words():
        cutter.add_word(word)
    cut: Callable[[str], Iterable[str]] = cutter.lcut
    return cut


def own_words() -> Iterable[str]:
    """The words of all lists in nlu/lexicon that hold one a line."""
    for path in sorted(FOLDER.glob("*.txt")):
        yield from (line.split("\t")[0] for line in entries(path.stem))


def _own_folder() -> Path:
    """A folder only we can write to: what jieba keeps there is loaded without a check."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    folder = Path(base) / "xinsheng"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if folder.stat().st_uid == os.getuid() and not folder.stat().st_mode & 0o022 and os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="xinsheng-"))
