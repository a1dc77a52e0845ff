"""Where a place ends and a site or firm begins, and which words name none: 赣州章贡区 | 章江新城."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from functools import cache

from nlu.divisions import Division, names, towns_in
from nlu.lexicon import entries
from nlu.mentions import Mention

THINGS = ("project", "employer")
OF_TOWN = ("镇", "乡", "街道")
RUNS_ON = re.compile(r"(?:[县区旗乡镇]|街道)[^县区旗乡镇村街里城]$")
BEFORE = (
    "这那某一两几有原老新小大旧的个家间座处所条做修在建盖",
    "原来|私人|外地|本地|当地|附近|县里|村里|镇上|街上|我们|他们",
)
AFTER = "项目部?|工地|工程|门口|老板|那边|那里|里头|里面|上|里|的|外包|改造|扩建"


def bare(words: str) -> bool:
    """Whether these words only say what kind of site or firm it is: 一家电子厂, 光伏电站工地."""
    return bool(_bare().fullmatch(words))


FAMILY = re.compile("姓[\u4e00-\u9fff]{1,2}")
FAMILY_AND_MORE = re.compile("(姓[\u4e00-\u9fff]{1,2}的)[\u4e00-\u9fff]{1,4}")
OWES = re.compile("[欠差争该拖][我俺咱佢他们]")
FAMILY_GOES_ON = re.compile("的(?![人那])")
FIRM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,}(?:公司|集团|劳务|建工|物业|人力资源)")


def rightly(text: str, mention: Mention) -> Mention:
    """The mention under the field that its words tell: a firm is no person, a county is no firm."""
    words = text[mention.start : mention.end]
    if mention.field in ("person", "foreman") and FIRM.fullmatch(words):
        return replace(mention, field="employer")
    if mention.field in ("foreman", *THINGS) and (called := FAMILY_AND_MORE.fullmatch(words)):
        return replace(mention, field="foreman", end=mention.start + called.end(1))
    if mention.field == "foreman" and len(words) > 2 and OWES.match(text, mention.end - 1):
        return replace(mention, end=mention.end - 1)
    if mention.field == "foreman" and FAMILY.fullmatch(words) and FAMILY_GOES_ON.match(text, mention.end):
        return replace(mention, end=mention.end + 1)
    if mention.field in THINGS and words[-1:] in tuple("县市旗") and _is_division(words):
        return replace(mention, field="place")
    return mention


def _is_division(words: str) -> bool:
    found = names().longest(words, 0)
    return found is not None and found[0] == words


def parted(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, the end of a place given to the site or firm that begins with it."""
    headless = {each.start for each in mentions if each.field in THINGS and _headless(text, each)}
    begun: dict[int, int] = {}  # where a site or firm begins now, by where it began
    places = [_parted(text, whole(text, each), headless, begun) for each in mentions if each.field == "place"]
    others = (each for each in mentions if each.field != "place")
    moved = (
        replace(each, start=begun[each.start]) if each.field in THINGS and each.start in begun else each
        for each in others
    )
    return [*places, *moved]


def _parted(text: str, place: Mention, headless: Set[int], begun: dict[int, int]) -> Mention:
    end, again = last_division(text, place.start, place.end)
    if end == place.end or not (again or place.end in headless):
        return place
    begun[place.end] = end
    return replace(place, end=end)


def whole(text: str, place: Mention) -> Mention:
    """The place up to the end of the division that it breaks off in, or without the one character it runs on."""
    at, end = place.start, place.end
    while at < end and (found := names().longest(text, at)):
        at += len(found[0])
    if at >= end:
        return replace(place, end=_goes_on(text, place.start, at))
    words = text[place.start : end]
    return replace(place, end=end - 1) if RUNS_ON.search(words) and not names().longest(text, end - 2) else place


def _goes_on(text: str, start: int, end: int) -> int:
    """Where the place ends when a division within its last one follows after a comma or a blank: 合肥，包河."""
    if text[end : end + 1] not in tuple(",， 、") or not (inner := names().longest(text, end + 1)):
        return end
    outer = names().longest(text, max(start, _last_start(text, start, end)))
    if outer and any(each.within(one) and each != one for each in inner[1] for one in outer[1]):
        return end + 1 + len(inner[0])
    return end


def _last_start(text: str, start: int, end: int) -> int:
    at = start
    while (found := names().longest(text, at)) and at + len(found[0]) < end:
        at += len(found[0])
    return at


def last_division(text: str, start: int, end: int) -> tuple[int, bool]:
    """Where the last county or larger division of a place ends, and whether its name is begun again after that; a town
    that is said with its kind belongs to the place.
    """
    at, meant, again = start, tuple[Division, ...](), False
    while (found := names().longest(text, at)) and at + len(found[0]) <= end and not again:
        again = _said_before(text[start:at], found[0])
        if not again:
            at, meant = at + len(found[0]), found[1]
    for town in (text[at : at + size] for size in (4, 3, 2)):
        kind = next((kind for kind in OF_TOWN if text.startswith(kind, at + len(town))), None)
        if kind and any(town in towns_in(each.code) for each in meant):
            return max(end, at + len(town) + len(kind)), False
    return (at, again) if at > start else (end, False)


def _said_before(chain: str, name: str) -> bool:
    """Whether the chain ends with the same division already: 卢龙县, then 卢龙."""
    return bool(chain) and chain[-1] in "县区市州旗" and chain.endswith(name + chain[-1])


def _headless(text: str, thing: Mention) -> bool:
    """Whether a site or firm lacks a name of its own before its kind."""
    words = text[thing.start : thing.end]
    return bare(words) or words in entries("site_suffixes") or words in entries("firm_suffixes")


@cache
def _bare() -> re.Pattern[str]:
    kinds = "|".join(sorted(entries("bare_kinds"), key=len, reverse=True))
    return re.compile(rf"(?:[{BEFORE[0]}]|{BEFORE[1]})*(?:{kinds})+(?:{AFTER})*")
