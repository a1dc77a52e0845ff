"""jieba's prefix dictionary in three arrays instead of half a million strings: 14 MB for 69, and the same cuts.

Every word and every beginning of one is a place in an open-addressed table; the place's key is that of the beginning
before it and the character that follows. It can be read where jieba reads its dictionary.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from math import log
from pathlib import Path
from typing import Final

BITS: Final = 20
PLACES: Final = 1 << BITS
MASK: Final = PLACES - 1
FULLEST: Final = PLACES * 7 // 10  # beyond that a search takes many steps
SPREAD: Final = 2_654_435_761  # Knuth's multiplier
ROOT: Final = PLACES  # before the first character; no place of the table
MARK: Final = b"xinsheng prefixes 3\n"
KINDS: Final = tuple("a b c d e f g h i j k m n ng nr ns nz o p q r s t u uj ul v vg x y z zg".split())
ALIKE: Final = {"nrt": "nr", "nrfg": "nr", "vn": "v", "l": "i", "nt": "nz", "an": "a", "ad": "a", "mq": "m"}


class TableFull(Exception):
    """There are more words than the table has been made for."""


class PrefixTable:
    """Frequencies by word; a beginning that is no word has 0, what is neither is not in it."""

    def __init__(self) -> None:
        self._keys = array("Q", bytes(8 * PLACES))
        self._counts = array("I", bytes(4 * PLACES))
        self._kinds = array("B", bytes(PLACES))
        self._size = 0

    def __contains__(self, word: str) -> bool:
        return self._find(word) is not None

    def get(self, word: str, default: int | None = None) -> int | None:
        """How often the word is used."""
        place = self._find(word)
        return default if place is None else self._counts[place]

    def __getitem__(self, word: str) -> int:
        place = self._find(word)
        if place is None:
            raise KeyError(word)
        return self._counts[place]

    def __setitem__(self, word: str, count: int) -> None:
        """From now on that often, its beginnings included in the table; raises TableFull."""
        place = ROOT
        for code in map(ord, word):
            place = self._grown(place, code)
        self._counts[place] = count

    def kind_of(self, word: str) -> str | None:
        """The part of speech of a word, one of KINDS."""
        place = self._find(word)
        kind = self._kinds[place] if place is not None else 0
        return KINDS[kind - 1] if kind else None

    def call(self, word: str, kind: str) -> None:
        """From now on a word of the table is of that kind; rare ones are kept as what they are like, or not at all."""
        kind = ALIKE.get(kind, kind)
        if (place := self._find(word)) is not None and kind in KINDS:
            self._kinds[place] = KINDS.index(kind) + 1

    def words_from(self, text: str, start: int) -> list[tuple[int, float]]:
        """The last place of each word of the text that begins there, with the logarithm of its frequency."""
        keys, counts = self._keys, self._counts
        place, found = ROOT, list[tuple[int, float]]()
        for end in range(start, len(text)):
            code = ord(text[end])
            key = place << 21 | code
            place = ((place ^ code << 7) * SPREAD >> 12) & MASK
            while (there := keys[place]) != key:
                if not there:
                    return found
                place = (place + 1) & MASK
            if count := counts[place]:
                found.append((end, log(count)))
        return found

    def _find(self, word: str) -> int | None:
        keys, place = self._keys, ROOT
        for code in map(ord, word):
            key = place << 21 | code
            place = ((place ^ code << 7) * SPREAD >> 12) & MASK
            while (there := keys[place]) != key:
                if not there:
                    return None
                place = (place + 1) & MASK
        return place

    def _grown(self, before: int, code: int) -> int:
        """The place of that character after that beginning, a new one if there is none."""
        keys, key = self._keys, before << 21 | code
        place = ((before ^ code << 7) * SPREAD >> 12) & MASK
        while there := keys[place]:
            if there == key:
                return place
            place = (place + 1) & MASK
        if self._size >= FULLEST:
            raise TableFull
        self._size += 1
        keys[place] = key
        return place


def filled(lines: Iterable[bytes]) -> tuple[PrefixTable, int]:
    """The table of a dictionary in jieba's format, and the sum of all frequencies."""
    table, total = PrefixTable(), 0
    for line in lines:
        word, count, *kind = line.decode().split()
        table[word] = int(count)
        if kind:
            table.call(word, kind[0])
        total += int(count)
    return table, total


def dump(table: PrefixTable, total: int, of: bytes, path: Path) -> None:
    """Keeps the table; `of` tells what it was made of. Raises OSError."""
    with path.open("wb") as file:
        file.write(MARK + of + total.to_bytes(8) + table._size.to_bytes(8))
        table._keys.tofile(file)
        table._counts.tofile(file)
        table._kinds.tofile(file)


def load(path: Path, of: bytes) -> tuple[PrefixTable, int] | None:
    """The table that was kept there and its total; None when it is another's, or not whole."""
    head = MARK + of
    try:
        with path.open("rb") as file:
            if file.read(len(head)) != head:
                return None
            table, total = PrefixTable.__new__(PrefixTable), int.from_bytes(file.read(8))
            table._size = int.from_bytes(file.read(8))
            table._keys, table._counts, table._kinds = array("Q"), array("I"), array("B")
            table._keys.fromfile(file, PLACES)
            table._counts.fromfile(file, PLACES)
            table._kinds.fromfile(file, PLACES)
    except (OSError, EOFError, ValueError):
        return None
    return table, total
