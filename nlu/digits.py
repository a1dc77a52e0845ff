"""Finds long digit strings, however spaced or spoken, and tells identity numbers, phones and bank cards apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.identity import FORM, is_day, is_valid_id_number

SPOKEN = dict(zip("〇零洞一二三四五六七八九幺两拐勾壹贰叁肆伍陆柒捌玖", "0001234567891279123456789", strict=True))
ARABIC = str.maketrans(SPOKEN)
DIGIT = f"[0-9{''.join(SPOKEN)}]"
SEVERAL = dict(zip("两三四五六", range(2, 7), strict=True))
ONE = rf"(?:[{''.join(SEVERAL)}2-6]个{DIGIT}|{DIGIT})"  # 四个零
RUN = re.compile(rf"(?<![0-9A-Za-z]){ONE}(?:[ \-_/—]{{0,2}}{ONE}){{4,47}}(?:[ \-]?[Xx叉])?(?![0-9A-Za-z])")
GROUPED = re.compile(rf"(?<![0-9]){ONE}{{2,3}}(?:[,.、] ?{ONE}{{1,4}}){{2,3}}(?![0-9])")  # 138，0000，1234
BLOCK = re.compile(rf"[0-9]+[Xx叉]?|[{''.join(SEVERAL)}]个{DIGIT}|(?:[{''.join(SPOKEN)}](?!个))+[Xx叉]?|[Xx叉]")
MOBILE = re.compile(r"1[3-9]\d{9}")
ABROAD = re.compile("(?!86)[0-9]{1,3}[ -]")
HOME = re.compile("00 ?86")
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)[1-9]\d{6,7}")
MOST_BLOCKS = 18


@dataclass(frozen=True, slots=True)
class Digits:
    """A digit string without its blanks: kind is id, phone, landline, card or other."""

    kind: str
    text: str
    start: int
    end: int


def find_digits(text: str) -> Iterator[Digits]:
    """All long digit strings in order; `other` are those that are nothing by their form."""
    taken: list[Digits] = []
    for run in GROUPED.finditer(text):
        whole = "".join(block.text for block in _blocks(run))
        if MOBILE.fullmatch(whole):
            taken.append(Digits("phone", whole, *run.span()))
    yield from taken
    for run in RUN.finditer(text):
        if any(each.start < run.end() and run.start() < each.end for each in taken) or _is_foreign(text, run):
            continue
        loose: list[Digits] = []
        for block in _blocks(run):
            if block.kind == "other":
                loose.append(block)
            else:  # what is something alone is never a part of something longer
                yield from _joined(loose)
                yield block
                loose = []
        yield from _joined(loose)


def _is_foreign(text: str, run: re.Match[str]) -> bool:
    """+49 17612345678: a number behind another country's code."""
    plus = text[max(0, run.start() - 1) : run.start()] == "+"
    return bool(ABROAD.match(run.group())) if plus else run.group().startswith("00 ") and not HOME.match(run.group())


def _blocks(run: re.Match[str]) -> Iterator[Digits]:
    for found in BLOCK.finditer(run.group()):
        text, start = _digits(found.group()), run.start() + found.start()
        parts = (text,) if len(text) != 29 else (text[:11], text[11:]) if MOBILE.match(text) else (text[:18], text[18:])
        for part in parts:
            end = run.start() + found.end() if len(parts) == 1 else start + len(part)
            yield Digits(kind_of(part), part, start, end)
            start = end


def _digits(words: str) -> str:
    """What a block says in digits: 四个零 is 0000, 叉 is X."""
    if "个" in words:
        times = SEVERAL.get(words[0]) or int(words[0])
        return words[-1].translate(ARABIC) * times
    return words.translate(ARABIC).replace("叉", "X").upper()


def _joined(blocks: list[Digits]) -> Iterator[Digits]:
    at = 0
    while at < len(blocks):
        joined, taken = _shortest(blocks[at : at + MOST_BLOCKS])
        if len(joined.text) >= 5:
            yield joined
        at += taken


def _shortest(blocks: list[Digits]) -> tuple[Digits, int]:
    """The shortest row of blocks whose form says what it is, else the first long one."""
    best: tuple[Digits, int] | None = None
    text = ""
    for taken, block in enumerate(blocks, 1):
        text += block.text
        kind = kind_of(text)
        if kind != "other" and (best is None or kind == "card" or is_valid_id_number(text)):
            best = Digits(kind, text, blocks[0].start, block.end), taken
        if len(text) >= 19:
            break
    if best or len(blocks[0].text) >= 5:
        return best or (blocks[0], 1)
    return Digits("other", text, blocks[0].start, block.end), taken


def kind_of(text: str) -> str:
    """What a digit string is by its length and form."""
    if MOBILE.fullmatch(re.sub("^(?:00)?86", "", text)):
        return "phone"
    if len(text) == 18 and (text.endswith("X") or _has_birth_date(text)):
        return "id"
    if len(text) == 15 and is_valid_id_number(text):
        return "id"
    if len(text) in (16, 19) and text.startswith("62"):
        return "card"
    return "landline" if LANDLINE.fullmatch(text) else "other"


def _has_birth_date(text: str) -> bool:
    form = FORM.fullmatch(text)
    return bool(form and 1900 <= int(form[1]) <= 2099 and is_day(int(form[1]), int(form[2]), int(form[3])))
