"""The administrative divisions of China with their codes (GB/T 2260), and the short and former names they go by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nlu.lexicon import FOLDER
from nlu.prefixes import PrefixIndex

PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 "
    "裕固 京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺 各"
).split()
PEOPLE = "(?:" + "|".join(sorted(PEOPLES, key=len, reverse=True)) + ")族"
KINDS = "特别行政区 自治区 自治州 自治县 自治旗 新区 特区 矿区 地区 省 市 区 县 旗 盟 州".split()
AUTONOMY = re.compile(f"(?:{PEOPLE}|(?<=新疆)维吾尔|(?<=..)(?:蒙古|哈萨克|柯尔克孜|塔吉克|锡伯)(?=自治))+(?=自治|区$)")
WEAK = frozenset(
    "市中 市南 市北 城中 城关 城东 城西 城北 城南 城厢 新城 新市 东区 西区 河东 河西 江北 江南 高新 矿区".split()
)


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county: six digits and its official name."""

    code: str
    name: str

    @property
    def level(self) -> int:
        """1 province, 2 prefecture, 3 county."""
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    @property
    def short(self) -> str:
        """The name without its kind and the peoples it is named for: 镇江, 黔东南, 新疆."""
        name = AUTONOMY.sub("", self.name)
        if name.startswith("自治"):  # 东乡族自治县
            return self.name.partition("族")[0]
        stems = (name.removesuffix(kind) for kind in KINDS if name.endswith(kind))
        return next((stem for stem in stems if len(stem) >= 2), self.name)

    def within(self, other: Division) -> bool:
        """Whether it is the other or lies in it."""
        return self.code.startswith(other.code.rstrip("0") if other.level == 1 else other.code[: 2 * other.level])


@cache
def divisions() -> dict[str, Division]:
    """All divisions under their codes."""
    return {code: Division(code, name) for code, name in _rows("counties.tsv")}


@cache
def has_counties(code: str) -> bool:
    """Whether a prefecture is divided into counties; 东莞 and three others are not."""
    return any(each.level == 3 and each.code[:4] == code[:4] for each in divisions().values())


@cache
def names() -> PrefixIndex[tuple[Division, ...]]:
    """Every name a division goes by, with all that go by it; an official name hides looser uses of it."""
    official: dict[str, list[Division]] = {}
    loose: dict[str, list[Division]] = {}
    for each, name in _named():
        official.setdefault(name, []).append(each)
        for looser in _loose_names(Division(each.code, name)):
            loose.setdefault(looser, []).append(each)
    return PrefixIndex({name: tuple(meant) for name, meant in (loose | official).items()})


def _named() -> Iterator[tuple[Division, str]]:
    for each in divisions().values():
        yield each, each.name
    for code, name in _rows("former_counties.tsv"):
        yield divisions()[code], name


def _loose_names(division: Division) -> Iterator[str]:
    short = division.short
    if short == division.name:
        return
    yield short
    for kind in ("县", "市", "区") if division.level == 3 else ("州", "市"):
        if short + kind != division.name:
            yield short + kind


@cache
def towns() -> dict[str, frozenset[str]]:
    """The towns and streets of each county, without 镇, 乡, 街道, under its code."""
    return {code: frozenset(names.split()) for code, names in _rows("towns.tsv")}


def towns_in(code: str) -> frozenset[str]:
    """The towns of a county, or of all counties of a prefecture; of a province none."""
    if code.endswith("0000"):
        return frozenset()
    return _towns_by_city().get(code[:4], frozenset()) if code.endswith("00") else towns().get(code, frozenset())


@cache
def _towns_by_city() -> dict[str, frozenset[str]]:
    cities: dict[str, list[str]] = {}
    for county, names in towns().items():
        cities.setdefault(county[:4], []).extend(names)
    return {city: frozenset(names) for city, names in cities.items()}


def _rows(name: str) -> Iterator[tuple[str, str]]:
    for line in (FOLDER / name).read_text("utf-8").splitlines():
        code, _, rest = line.partition("\t")
        yield code, rest
