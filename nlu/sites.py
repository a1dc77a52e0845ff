"""Where a place ends and a site or firm begins, and which words name none: 赣州章贡区 | 章江新城."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from nlu.divisions import Division, names, towns_in
from nlu.lexicon import entries
from nlu.mentions import Mention

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
FAMILY_GOES_ON = re.compile("的(?![人那])")
FIRM = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,}(?:公司|集团|劳务|建工|物业|人力资源)")


def rightly(text: str, mention: Mention) -> Mention:
    """The mention under the field that its words tell: a firm is no person, a county is no firm."""
    words = text[mention.start : mention.end]
    if mention.field in ("person", "foreman") and FIRM.fullmatch(words):
        return replace(mention, field="employer")
    if mention.field == "foreman" and FAMILY.fullmatch(words) and FAMILY_GOES_ON.match(text, mention.end):
        return replace(mention, end=mention.end + 1)
    if mention.field in ("employer", "project") and words[-1:] in tuple("县市旗") and _is_division(words):
        return replace(mention, field="place")
    return mention


def _is_division(words: str) -> bool:
    found = names().longest(words, 0)
    return found is not None and found[0] == words


def parted(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions, the end of a place given to the site or firm that begins with it."""
    return [each for mention in mentions for each in _parted(text, mention, mentions)]


def _parted(text: str, mention: Mention, mentions: Sequence[Mention]) -> Iterator[Mention]:
    if mention.field == "place":
        mention = whole(text, mention)
        end, again = last_division(text, mention.start, mention.end)
        given = again or any(_headless(text, each) for each in _after(mention, mentions))
        yield replace(mention, end=end) if given else mention
    elif mention.field in ("project", "employer"):
        for place in mentions:
            if place.field == "place" and place.end == mention.start:
                end, again = last_division(text, place.start, place.end)
                if end < place.end and (again or _headless(text, mention)):
                    yield replace(mention, start=end)
                    return
        yield mention
    else:
        yield mention


def whole(text: str, place: Mention) -> Mention:
    """The place up to the end of the division that it breaks off in, or without the one character it runs on."""
    at, end = place.start, place.end
    while at < end and (found := names().longest(text, at)):
        at += len(found[0])
    if at >= end:
        return replace(place, end=at)
    words = text[place.start : end]
    return replace(place, end=end - 1) if RUNS_ON.search(words) and not names().longest(text, end - 2) else place


def _after(place: Mention, mentions: Sequence[Mention]) -> list[Mention]:
    return [each for each in mentions if each.field in ("project", "employer") and each.start == place.end]


def last_division(text: str, start: int, end: int) -> tuple[int, bool]:
    """Where the last county or larger division of a place ends, and whether its name is begun again after that; a town
    that is said with its kind belongs to the place.
    """
    at, meant, again = start, tuple[Division, ...](), False
    while (found := names().longest(text, at)) and at + len(found[0]) <= end and not again:
        again = _said_before(text[start:at], found[0])
        if not again:
            at, meant = at + len(found[0]), found[1]
    towns = {town for each in meant for town in towns_in(each.code)}
    for town in (text[at : at + size] for size in (4, 3, 2)):
        kind = next((kind for kind in OF_TOWN if text.startswith(town + kind, at)), None)
        if kind and town in towns:
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
