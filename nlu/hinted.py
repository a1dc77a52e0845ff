"""Names without a word that announces them: 姓孙的, 我王磊4450, 努尔旦·哈布都拉, 济南历城唐冶."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from nlu.divisions import WEAK, names
from nlu.lexicon import entries
from nlu.marks import cues
from nlu.mentions import Mention
from nlu.naming import STOPS
from nlu.people import END, is_name, not_names
from nlu.prefixes import PrefixIndex
from nlu.sites import last_division
from nlu.tokens import kind_of
from nlu.trades import trades, unmistakable

FAMILY = re.compile(
    r"(?P<own>我|俺|本人|免贵)?(?P<boss>老板娘?|包工头|工头|带班的?|班组?长|队长|负责人|房东|东家|车主|船主|[店厂场站]长|经理|施工员)?"
    rf"(?P<name>姓(?P<family>[\u4e00-\u9fff]{{1,2}}?)(?:(?P<that>的)(?![人那])|{END}))"
)
MYSELF = re.compile(
    r"(?:还有|加上|[,，、。 ]|^)(?:我|俺)[(（]?(?P<name>[\u4e00-\u9fff]{2,3})[)）]?(?=[:：]?(?:\d|[一二两三四五六七八九][万千百]|[(（]))"
)
DOTTED = re.compile(
    rf"(?:^|[{STOPS}我叫是])(?P<name>(?![我叫是俺])[\u4e00-\u9fff]{{1,8}}[·•][\u4e00-\u9fff]{{1,10}}?)(?=[{STOPS}在干做]|$)"
)
TITLED = re.compile(
    r"(?:(?P<with>[给跟帮替随]着?)|(?:^|["
    + STOPS
    + r"]|就|是|那|找|问|[对让被向]))(?P<name>(?P<family>[\u4e00-\u9fff])"
    r"(?:(?P<boss>老板娘?|总(?![共额数是包工算和]))|工头|经理|队长|班长|师傅|工长|老大|大哥))"
    r"(?=(?P<works>[^" + STOPS + r"]{0,8}?(?:干|做|打工|搞|修|盖))|欠|差|没|不|拖|跑|还|说|卷|前|给|手[里下上])"
)
WITH = re.compile(
    r"(?:跟着?|给|帮|替|随)(?:老乡|同乡|同村的?|亲戚|朋友|表[哥叔舅弟]|堂[哥弟叔]|姐夫|妹夫|大舅哥|一个叫)?"
    r"(?P<name>[老小阿][\u4e00-\u9fff]|[\u4e00-\u9fff]{2,3}?)(?:家|他们|手下|手底下)?(?=[干做搞修盖来去在]|打工)"
)
LED_BY = re.compile(
    r"(?:^|["
    + STOPS
    + r"是]|老乡|亲戚|表[哥叔舅弟]|堂[哥弟叔]|姐夫|妹夫|小舅子|大舅哥)(?P<name>[\u4e00-\u9fff]{2,3})(?=带(?:我们|我|俺|的|着|班))"
)
LABOUR = re.compile(
    rf"(?:^|[{STOPS}])(?:劳务|分包)(?P<name>(?![是叫系公费派的没不说欠队工给用人])[\u4e00-\u9fff]{{3,12}})(?=[{STOPS}]|$)"
)
HOME_BEFORE = re.compile(
    r"(?:老家|家|家是|家住|家里|户口|户口在|籍贯|来自|我们?是?|俺们?是?|咱是?|[他她]是?|本人|身份证|去年在)$"
)
HOME_AFTER = re.compile(
    rf"人|路桥|建[安工设筑]|劳务|集团|籍|老乡|户口|来的|过来|老板|[县市]人|的(?:[{STOPS}]|$|人|老乡|工人|兄弟)"
)
AT = re.compile(r"(?:在|去|到|来|于)$")
SITE = re.compile(
    r"(?:^|["
    + STOPS
    + r"在到去是给])(?P<name>(?![在到去是给])[\u4e00-\u9fff]{4,16}?)(?:这个|那个|的)?(?:工地|项目部?)(?=[上里干做的拖欠]|["
    + STOPS
    + r"]|$)"
)
LED_IN = re.compile(r"(?:的|那边|那里|一个|那个|这个|一家|那家|那块)*")
NO_SITE = re.compile(r"[在给帮干做搞修建一家厂店]|酒店|宾馆|公司|那边|仓库")
SHORTEST, LONGEST_SITE = 2, 12
ZONE = re.compile(
    r"[\u4e00-\u9fff]{1,2}(?<![小社校景厂片库矿住山园新发])区"
)  # 洛阳伊滨区: no county, but said like one
TOWN = 6  # characters of a town's name with its kind, at most
TRADE_AT = re.compile(r"(?:^|[" + STOPS + r"做干搞当]|[我俺]是|我们是?|俺们是?|欠我的?|欠俺的?)(?=[\u4e00-\u9fff]{2})")
TRADE_ENDS = re.compile(r"[" + STOPS + r"]|$|的|工?钱|费|班组|[工师]?[,， ]|[一两三四五六七八九十\d]|夜班|欠|没给|不给")
LIKELY, FAIR, POSSIBLE = 0.92, 0.85, 0.55


def hinted(text: str, asked: str | None) -> Iterator[Mention]:
    """People by their family names and by the form of a name, and a place by what the table of divisions knows."""
    yield from _called_by_family(text, asked)
    yield from _workers(text, asked)
    yield from _bosses(text)
    for match in LABOUR.finditer(text) if "总包" in text else ():
        yield Mention("employer", *match.span("name"), "labour", LIKELY)
    yield from _worked_at(text)
    yield from _listed_trades(text)
    yield from _sites(text)


def _workers(text: str, asked: str | None) -> Iterator[Mention]:
    for match in MYSELF.finditer(text):
        if is_name(match["name"]) and kind_of(match["name"]) in (None, "nr"):
            yield Mention("person", *match.span("name"), "myself", LIKELY)
    for match in DOTTED.finditer(text) if asked not in ("project", "employer", "place") else ():
        yield Mention("person", *match.span("name"), "dotted", FAIR)


def _bosses(text: str) -> Iterator[Mention]:
    for match in TITLED.finditer(text):
        if match["family"] in entries("surnames") and (match["boss"] or (match["with"] and match["works"])):
            yield Mention("foreman", *match.span("name"), "titled", FAIR)
    for match in (*WITH.finditer(text), *LED_BY.finditer(text)):
        if _called_so(match["name"]):
            yield Mention("foreman", *match.span("name"), "with", FAIR)


def _sites(text: str) -> Iterator[Mention]:
    for match in SITE.finditer(text):
        start = last_division(text, *match.span("name"))[0]
        start = match.start("name") if start == match.end("name") else start
        if _ends_like_a_site(text[start : match.end("name")]):
            yield Mention("project", start, match.end("name"), "site", POSSIBLE)


def _ends_like_a_site(words: str) -> bool:
    """Whether a name stands before a word or character that sites' names end in."""
    return any(words.endswith(kind) and len(words) - len(kind) >= SHORTEST for kind in entries("site_suffixes"))


def _called_so(words: str) -> bool:
    """Whether it is 老夏 or a full name, and no other word."""
    if words[0] in "老小阿" and len(words) == 2:
        return words[1] in entries("surnames") and words not in not_names()
    return is_name(words) and kind_of(words) in (None, "nr")


def _listed_trades(text: str) -> Iterator[Mention]:
    for match in TRADE_AT.finditer(text):
        if found := _trades().longest(text, match.end()):
            end = match.end() + len(found[0])
            if TRADE_ENDS.match(text, end):
                yield Mention("job", match.end(), end, "listed", POSSIBLE)


@cache
def _trades() -> PrefixIndex[str]:
    return PrefixIndex({trade: trade for trade in (trades() | unmistakable()) - cues().keys() if len(trade) > 1})


def _called_by_family(text: str, asked: str | None) -> Iterator[Mention]:
    for match in FAMILY.finditer(text):
        if match["own"] or asked == "person" or match["family"] not in entries("surnames"):
            continue
        if match["that"] or match["boss"]:
            yield Mention("foreman", *match.span("name"), "family_only", FAIR)


def _worked_at(text: str) -> Iterator[Mention]:
    """The runs of division names that no word makes somebody's home."""
    at = 0
    while at < len(text):
        start, levels, weak = at, list[int](), True
        while found := names().longest(text, at):
            levels.append(found[1][0].level)
            weak = weak and found[0] in WEAK
            at += len(found[0])
        if not levels:
            at += 1
            continue
        at = max(at, last_division(text, start, min(len(text), at + TOWN))[0])
        at = zone.end() if (zone := ZONE.match(text, at)) else at
        if weak or not _told(text, start, at, levels):
            continue
        yield Mention("place", start, at, "divisions", POSSIBLE)
        yield from _worked_on(text, at)


def _worked_on(text: str, place_end: int) -> Iterator[Mention]:
    """A site and a listed trade that stand together behind a place: 深圳龙岗云玺台扎铁."""
    for at in range(place_end, min(place_end + LONGEST_SITE, len(text))):
        if text[at] in STOPS:
            return
        trade = _trades().longest(text, at)
        if trade and TRADE_ENDS.match(text, at + len(trade[0])):
            yield Mention("job", at, at + len(trade[0]), "listed", POSSIBLE)
            lead = LED_IN.match(text, place_end, at)
            start = lead.end() if lead else place_end
            if _ends_like_a_site(text[start:at]) and not NO_SITE.search(text, start, at):
                yield Mention("project", start, at, "site", POSSIBLE)
            return


def _told(text: str, start: int, end: int, levels: list[int]) -> bool:
    before = text[max(0, start - 4) : start]
    if HOME_BEFORE.search(before) or HOME_AFTER.match(text, end):
        return False
    return len(levels) > 1 or (bool(AT.search(before)) and levels[0] > 1) or text[end - 1] in "县区旗"
