"""Names the bad lines of the word lists, a sentence each with file and line, so that an operator who added some can mend them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from nlu.lexicon import FOLDER

Line = tuple[int, str]
CODED = ("counties", "former_counties", "towns")
KINDS_OF_CUES = frozenset(
    "at boss do firm home kin mate me money named not officer owe proof self site with work worked".split()
)
NAMED_FIELDS = frozenset({"person", "foreman", "employer", "project"})
CODE = re.compile(r"[1-9][0-9]{5}")
PART = re.compile(r"\{[A-Za-z_]+\}")
PATTERNS = {
    **dict.fromkeys(("money_cues", "count_cues", "digit_cues", "date_cues", "registry", "roster"), 1),
    **dict.fromkeys(("crisis", "evidence", "intent_cues", "topic_cues", "visits", "ratings"), 1),
    "commands": 2,
}  # the column of the pattern


def problems(folder: Path = FOLDER) -> list[str]:
    """What an operator wrote that cannot be read or cannot be meant."""
    files = sorted([*folder.glob("*.txt"), *folder.glob("*.tsv")])
    return [f"{path.name}{problem}" for path in files for problem in _problems(path)]


def _problems(path: Path) -> Iterator[str]:
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        yield " is not UTF-8."
        return
    lines = list(_kept(text, path.suffix))
    for number, problem in CHECKS.get(path.stem, _check_of(path))(lines):
        yield f", line {number}: {problem}."


def _kept(text: str, suffix: str) -> Iterator[Line]:
    """The lines that count, with their numbers; only in .txt files a remark may stand behind an entry."""
    for number, line in enumerate(text.splitlines(), 1):
        bare = line.partition("#")[0].strip() if suffix == ".txt" else line
        if bare.strip() and not bare.startswith("#"):
            yield number, bare


def _check_of(path: Path) -> Callable[[Sequence[Line]], Iterator[Line]]:
    if path.suffix == ".txt":
        return _words
    return (lambda lines: _patterns(lines, PATTERNS[path.stem])) if path.stem in PATTERNS else _fields


def _words(lines: Iterable[Line]) -> Iterator[Line]:
    seen: dict[str, int] = {}
    for number, line in lines:
        if "\t" in line or " " in line:
            yield number, "one word a line is expected"
        elif line in seen:
            yield number, f"stands on line {seen[line]} already"
        seen.setdefault(line, number)


def _trades(lines: Iterable[Line]) -> Iterator[Line]:
    parted = [(number, line.split("\t")) for number, line in lines]
    right = {words[0] for _, words in parted if len(words) == 1}
    yield from _words((number, words[0]) for number, words in parted)
    for number, words in parted:
        if len(words) > 2 or "" in words:
            yield number, "a trade is expected, or a misspelt one, a tab and its right form"
        elif len(words) == 2 and words[1] not in right:
            yield number, f"{words[1]} is no trade of the list"


def _characters(lines: Iterable[Line]) -> Iterator[Line]:
    for number, line in lines:
        if len(line) != 1:
            yield number, "a single character is expected"


def _groups(lines: Iterable[Line]) -> Iterator[Line]:
    for number, line in lines:
        if len(line) < 2 or len(set(line)) < len(line) or not line.isalpha():
            yield number, "two or more different characters without blanks are expected"


def _codes(lines: Iterable[Line]) -> Iterator[Line]:
    for number, line in lines:
        code, _, rest = line.partition("\t")
        if not CODE.fullmatch(code) or not rest.strip():
            yield number, "six digits, a tab and a name are expected"


def _cues(lines: Iterable[Line]) -> Iterator[Line]:
    for number, line in lines:
        word, _, kind = line.partition("\t")
        if not word or kind not in KINDS_OF_CUES:
            yield number, f"a word, a tab and one of {', '.join(sorted(KINDS_OF_CUES))} are expected"


def _nouns(lines: Iterable[Line]) -> Iterator[Line]:
    for number, line in lines:
        field, _, nouns = line.partition("\t")
        if field not in NAMED_FIELDS or not nouns.split():
            yield number, f"one of {', '.join(sorted(NAMED_FIELDS))}, a tab and nouns are expected"


def _patterns(lines: Iterable[Line], column: int) -> Iterator[Line]:
    for number, line in lines:
        fields = line.split("\t")
        if len(fields) <= column:
            yield number, "its fields are parted by tabs"
            continue
        try:
            re.compile(PART.sub("(?:x)", fields[-1] if fields[0] == "let" else fields[column]))
        except re.error as fault:
            yield number, f"its pattern cannot be read ({fault})"


def _fields(lines: Sequence[Line]) -> Iterator[Line]:
    parted = max((line.count("\t") for _, line in lines), default=0)
    yield from ((number, "its fields are parted by tabs") for number, line in lines if parted and "\t" not in line)


CHECKS: dict[str, Callable[[Sequence[Line]], Iterator[Line]]] = {
    **dict.fromkeys(CODED, _codes),
    "trades": _trades,
    "given_names": _characters,
    "soundalikes": _groups,
    "cues": _cues,
    "naming": _nouns,
}
