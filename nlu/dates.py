"""Finds every date, month and feast that a text names, as words and not yet as days."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from nlu.lexicon import rows
from nlu.lunar import Span, feast, lunar_day, lunar_month

CN = "零〇一二三四五六七八九"
YEAR_WORDS = {"大前年": -3, "前年": -2, "去年": -1, "上年": -1, "头年": -1, "旧年": -1, "今年": 0, "本年": 0, "当年": 0}
MONTH_WORDS = {"正": 1, "元": 1, "冬": 11, "腊": 12}
AGO_WORDS = {"上上": 2, "上": 1, "这": 0, "本": 0, "当": 0, "前": 2, "大上": 2}
FEAST_WORDS = {word: name for word, name in rows("feasts")}
HALVES = {"上半年": (1, 6), "下半年": (7, 12), "一季度": (1, 3), "二季度": (4, 6), "三季度": (7, 9), "四季度": (10, 12)}
YEAR_PARTS = {"年初": (1, 1), "年头": (1, 1), "年中": (7, 1), "年底": (12, 31), "年末": (12, 31), "年尾": (12, 31)}
LUNAR_DAYS = frozenset({(2, 2), (3, 3), (5, 5), (6, 6), (7, 7), (8, 15), (9, 9)})  # 二月二 without 号 is lunar

_YEAR = (
    rf"(?:(?<!\d)(?:19|20)\d\d ?年?|[二两][零〇0][{CN}]{{2}}年|"
    rf"(?<!\d)[12]\d年(?=的?\d|的?[{CN}十正腊冬]|[上下年]|底|初)|"
    rf"[一二][{CN}]年(?=的?[{CN}十\d正腊])|{'|'.join(YEAR_WORDS)})的?"
)
_MONTH = r"(?<![\d.])(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|正|腊|冬|元)月份?"
_DAY = (
    r"(?:初[一二三四五六七八九十]|3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|廿[一二三四五六七八九]?|"
    r"[一二三四五六七八九](?![直共起样分般律]))(?![个整多几来万千百块元天年月\d./十])"
)
_PART = r"上旬|中旬|下旬|中下旬|初(?![一二三四五六七八九十])|中(?![间午途国铁建交介])|底|末"
_OLD = r"农历|阴历|旧历|老历|古历"
_FEAST = "|".join(sorted(FEAST_WORDS, key=len, reverse=True))
DATE = re.compile(
    rf"(?<![\d.])(?P<iso>20\d\d[-./](?:1[0-2]|0?[1-9])(?![\d万千wk元块%])(?:[-./](?:3[01]|[12]\d|0?[1-9])(?!\d))?|"
    rf"2\d[-./](?:1[0-2]|0?[1-9])[-./](?:3[01]|[12]\d|0?[1-9])(?![\d.]))[日号]?"
    rf"|(?P<year>{_YEAR})? ?(?:(?P<half>{'|'.join(HALVES)}|{'|'.join(YEAR_PARTS)})"
    rf"|(?:{_OLD})?(?P<feast>{_FEAST}|(?<![万千百十零一二三四五六七八九])五一(?![块元零天个人分起直共次年月晚一二三四五六七八九十百千万])|十一(?=放假|假期|长假|过后|过完|期间|之?[前后]|到))(?:期间)?"
    rf"|(?:阳历|公历)?(?P<old>{_OLD})?(?P<month>(?!一月 ?[\d一二三四五六七八九两]+[千百万\d]){_MONTH})(?: ?(?P<day>{_DAY})(?P<mark>[号日])?|的?(?P<part>{_PART}))?)"
    r"|(?P<ago>上上|大上|上|这|本|当|前)个?月(?P<agopart>初|底|中)?"
    rf"|(?P<lone>(?<!\d)(?:19|20)\d\d年|{'|'.join(YEAR_WORDS)})(?!的?(?:[春夏秋冬]|开春|入[夏秋冬]))"
)
ROW = re.compile(
    rf"(?P<year>{_YEAR})?(?<![\d.])(?P<first>1[0-2]|[1-9])"
    r"(?P<more>(?:(?: |、|,|和|\.){1,2}(?:1[0-2]|[1-9])(?!\d)){1,5})"
    r" ?(?:这|的)? ?(?:月份?|(?=[两二三四五六23456俩仨]个?月))"
    rf"|(?P<year3>{_YEAR})?(?<![一二三四五六七八九十百千万\d])"
    r"(?P<list>(?:(?:十[一二]?|[一二三四五六七八九])(?:月份?)?(?:[、和跟] ?| )){1,5}(?:十[一二]?|[一二三四五六七八九]))(?:月份?)"
    rf"|(?P<year2>{_YEAR})?(?<![一二三四五六七八九十百千万])"
    r"(?P<digits>[一二三四五六七八九]{2,4}|[一二三四五六七八九]{1,3}十)(?:月份?|(?=[两二三四五六23456]个月))"
)
COUNT_OF_MONTHS = re.compile(r"([两二三四五六俩仨2-6])个?月")
SHORT = re.compile(
    r"(?<![\d.])(?P<m1>1[0-2]|0?[1-9])[./](?P<d1>3[01]|[12]\d|0?[1-9])[号日]? ?(?:一直)?[干做]?(?:到|至|-|~|—+) ?"
    r"(?P<m2>1[0-2]|0?[1-9])[./](?P<d2>3[01]|[12]\d|0?[1-9])(?![\d.万千wk元块个米倍%])[号日]?"
)
SPAN_OF_MONTHS = re.compile(
    rf"(?P<year>{_YEAR})?(?<![\d.月初十廿一二三四五六七八九])(?P<from>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]) ?(?:到|至|-|~|—+) ?"
    rf"(?=(?:{_YEAR})?(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月)"
)


@dataclass(frozen=True, slots=True)
class Point:
    """A named stretch of time; without a year it is any year's. `lunar` months and days follow the old calendar."""

    start: int
    end: int
    kind: str  # month, day, feast, half, year
    year: int | None = None
    month: int = 0
    day: int = 0
    last_month: int = 0
    name: str = ""
    lunar: bool = False
    listed: bool = False

    def in_year(self, year: int) -> Span | None:
        """Its first and last day in a year."""
        match self.kind:
            case "feast":
                day = feast(self.name, year)
                return (day, day) if day else None
            case "half" | "year":
                return date(year, self.month, 1), date(year, self.last_month, monthrange(year, self.last_month)[1])
            case "month" if self.lunar:
                return lunar_month(year, self.month)
            case "month":
                last = self.last_month or self.month
                return date(year, self.month, 1), date(year, last, monthrange(year, last)[1])
        return self._day_in(year)

    def _day_in(self, year: int) -> Span | None:
        if self.lunar:
            day = lunar_day(year, self.month, self.day)
            return (day, day) if day else None
        last = monthrange(year, self.month)[1]
        if self.name:  # a third of a month
            first, final = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, last), "中下旬": (11, last)}[self.name]
            return date(year, self.month, first), date(year, self.month, final)
        day = date(year, self.month, last if self.day > last and self.day in (31, 99) else min(self.day, last))
        return day, day


def number(text: str) -> int:
    """A month or day in digits of either kind: 初八, 廿三, 三十一, 08."""
    if text.isdigit():
        return int(text)
    text = text.removeprefix("初")
    if text.startswith("廿"):
        text = "二十" + text[1:]
    tens, ten, ones = text.rpartition("十")
    value = CN.index(ones) - 1 if ones else 0
    return (max(CN.index(tens) - 1, 1) if tens else 1) * 10 + value if ten else value


def year_of(text: str | None, today: date) -> int | None:
    """The year that words for it mean on a day."""
    if not text:
        return None
    bare = text.replace(" ", "").removesuffix("的")
    if bare in YEAR_WORDS:
        return today.year + YEAR_WORDS[bare]
    digits = "".join(
        str(max(CN.index(each) - 1, 0)) if each in CN else "2" if each == "两" else each
        for each in bare.removesuffix("年")
    )
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def find_points(text: str, today: date) -> list[Point]:
    """Every named stretch of time in order, without overlaps."""
    points = [*_short(text), *_rows(text, today), *_froms(text, today)]
    taken = [(point.start, point.end) for point in points]
    for found in DATE.finditer(text):
        point = _point(found, today)
        if point and not any(start < point.end and point.start < end for start, end in taken):
            points.append(point)
    return sorted(points, key=lambda point: point.start)


def _short(text: str) -> Iterator[Point]:
    """7.3到8.28."""
    for found in SHORT.finditer(text):
        for month, day in (("m1", "d1"), ("m2", "d2")):
            yield Point(found.start(month), found.end(day), "day", None, int(found[month]), int(found[day]))


def _rows(text: str, today: date) -> Iterator[Point]:
    """8 9 10三个月, 5、6月, 七八月份: months one after another are one stretch."""
    for found in ROW.finditer(text):
        months = [number(each) for each in _months_of(found)]
        said = COUNT_OF_MONTHS.match(text, found.end())
        if said and number(said[1].replace("两", "二").replace("俩", "二").replace("仨", "三")) != len(months):
            continue
        if all(later - earlier == 1 for earlier, later in pairwise(months)):
            year = year_of(found["year"] or found["year2"] or found["year3"], today)
            if len(months) > 1:
                yield Point(found.start(), found.end(), "month", year, months[0], 0, months[-1], listed=True)


def _months_of(row: re.Match[str]) -> Sequence[str]:
    """The months that a row names, as said."""
    if row["list"]:
        return re.findall("[一二三四五六七八九十]+", row["list"])
    digits: str | None = row["digits"]
    return digits or re.findall(r"\d+", f"{row['first']} {row['more']}")


def _froms(text: str, today: date) -> Iterator[Point]:
    """The 三 of 三到七月."""
    for found in SPAN_OF_MONTHS.finditer(text):
        yield Point(found.start(), found.end("from"), "month", year_of(found["year"], today), number(found["from"]))


def _point(found: re.Match[str], today: date) -> Point | None:
    start, end = found.span()
    if found["iso"]:
        year, month, *day = (int(part) for part in re.split(r"[-./]", found["iso"]))
        year += 2000 if year < 100 else 0
        return Point(start, end, "day" if day else "month", year, month, day[0] if day else 0)
    if found["lone"]:
        return Point(start, end, "year", year_of(found["lone"], today), 1, 0, 12)
    if found["ago"]:
        return _ago(found, today)
    named = year_of(found["year"], today)
    if found["half"] in HALVES:
        first, last = HALVES[found["half"]]
        return Point(start, end, "half", named, first, 0, last)
    if found["half"]:
        return Point(start, end, "day", named, *YEAR_PARTS[found["half"]])
    if found["feast"]:
        return Point(
            start,
            end,
            "feast",
            named,
            name=FEAST_WORDS.get(found["feast"]) or {"五一": "五一"}.get(found["feast"], "国庆"),
        )
    return _month(found, named)


def _ago(found: re.Match[str], today: date) -> Point:
    """上个月, 上上个月, 本月."""
    months = today.year * 12 + today.month - 1 - AGO_WORDS[found["ago"]]
    year, month = months // 12, months % 12 + 1
    day = {"初": 1, "中": 15, "底": 99}.get(found["agopart"] or "", 0)
    return Point(*found.span(), "day" if day else "month", year, month, day)


def _month(found: re.Match[str], year: int | None) -> Point:
    word = re.sub("月份?", "", found["month"])
    month = MONTH_WORDS.get(word) or number(word)
    lunar = bool(found["old"]) or word in ("正", "腊", "冬")
    start, end = found.span()
    if part := found["part"]:
        day = {"初": 1, "中": 15, "底": 99, "末": 99}.get(part, 0)
        return Point(start, end, "day", year, month, day, name="" if day else part, lunar=lunar and bool(day))
    if not found["day"]:
        return Point(start, end, "month", year, month, lunar=lunar)
    day = number(found["day"])
    lunar |= found["day"].startswith(("初", "廿")) or (
        not found["mark"] and not found["day"].isdigit() and (month, day) in LUNAR_DAYS
    )
    return Point(start, end, "day", year, month, day, lunar=lunar)
