"""Cuts a text into words, with a dictionary of the trade beside jieba's own."""

from __future__ import annotations

import hashlib
import logging
import os
import tempfile
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log
from pathlib import Path
from typing import Any, Final

from nlu.lexicon import FOLDER, entries
from nlu.prefix_table import PrefixTable, dump, filled, load

KEPT: Final = "words.table"
NO_WORDS: Final = frozenset({"soundalikes", "not_trades"})  # lists whose lines are not to be cut out as words


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


def begins_a_word(text: str) -> bool:
    """Whether a word of the dictionary begins so, or is it."""
    return text in _tokenizer().FREQ


@lru_cache(maxsize=8192)
def kind_of(word: str) -> str | None:
    """The part of speech that jieba's dictionary gives a word: n, v, nr, ns, nz, a, i and rarer ones."""
    kind: str | None = _tokenizer().FREQ.kind_of(word)
    return kind


def warm_up() -> None:
    """Load the dictionaries, so that the first message does not wait for them."""
    tokens("工资")


@cache
def _cutter() -> Callable[[str], Iterable[str]]:
    cut: Callable[[str], Iterable[str]] = _tokenizer().lcut
    return cut


@cache
def _tokenizer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 was written for older Pythons
        import jieba
    jieba.setLogLevel(logging.ERROR)
    return _compact(jieba)


def _compact(jieba: Any) -> Any:
    """A cutter of jieba's that cuts as ever, its dictionary in a table."""

    class Cutter(jieba.Tokenizer):  # type: ignore[misc]
        def get_DAG(self, sentence: str) -> list[list[tuple[int, float]]]:
            """For each place the words that begin there; a character that is none stands for itself."""
            begins = self.FREQ.words_from
            return [begins(sentence, start) or [(start, 0.0)] for start in range(len(sentence))]

        def calc(
            self, sentence: str, words: list[list[tuple[int, float]]], route: dict[int, tuple[float, int]]
        ) -> None:
            """The most probable way from each place to the end, as jieba reckons it."""
            route[len(sentence)] = (0, 0)
            whole = log(self.total)
            for start in range(len(sentence) - 1, -1, -1):
                route[start] = max((weight - whole + route[end + 1][0], end) for end, weight in words[start])

    cutter = Cutter()
    cutter.initialized = True
    cutter.FREQ, cutter.total = _dictionary(cutter)
    return cutter


def _dictionary(cutter: Any) -> tuple[PrefixTable, int]:
    """The table with our own words, from where it was kept at an earlier start."""
    own = list(own_words())
    with cutter.get_dict_file() as file:
        of, path = _digest(file, own), _own_folder() / KEPT
        if kept := load(path, of):
            return kept
        file.seek(0)
        cutter.FREQ, cutter.total = filled(file)
    for word in own:
        cutter.add_word(word)
    _keep(cutter.FREQ, cutter.total, of, path)
    return cutter.FREQ, cutter.total


def _digest(dictionary: Any, own: Iterable[str]) -> bytes:
    made_of = hashlib.file_digest(dictionary, "sha256")
    made_of.update("\n".join(own).encode())
    return made_of.digest()


def _keep(table: PrefixTable, total: int, of: bytes, path: Path) -> None:
    """For the next start; one that reads meanwhile finds the old one or the new."""
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        dump(table, total, of, beside)
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)


def own_words() -> Iterable[str]:
    """The words of all lists in nlu/lexicon that hold one a line."""
    for path in sorted(path for path in FOLDER.glob("*.txt") if path.stem not in NO_WORDS):
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
