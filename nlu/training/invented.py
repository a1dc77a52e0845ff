"""Invents the people, firms, sites, places and trades that training sentences speak of."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from nlu.divisions import Division, divisions, has_counties, towns
from nlu.lexicon import entries
from nlu.training.dice import Dice
from nlu.training.grammar import Part

WORDS = Path(__file__).parent / "words"


@cache
def words(name: str) -> tuple[str, ...]:
    """The words of a list in words/."""
    lines = (WORDS / f"{name}.txt").read_text("utf-8").splitlines()
    return tuple(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def fillers() -> dict[str, tuple[str, ...]]:
    """What is said but is no name: sums, days, numbers, other people."""
    lines = [line for line in (WORDS / "fillers.txt").read_text("utf-8").splitlines() if line[0] != "#"]
    kinds = (line.split("\t") for line in lines)
    return {kind: tuple(ways.split("  " if "  " in ways else " ")) for kind, ways in kinds}


def surname(dice: Dice) -> str:
    """A family name, the frequent ones more often."""
    names = entries("surnames")
    return dice.pick(names[: dice.pick((40, 100, 100, 250, len(names)))])


def person(dice: Dice) -> str:
    """A full name."""
    chance = dice.below(100)
    if chance < 6:
        return dice.pick(words("wordlike"))
    if chance < 11:
        return dice.pick(words("minority"))
    given = entries("given_names")
    first, second = dice.pick(given), dice.pick(given[: dice.pick((80, len(given)))])
    if dice.happens(10):
        second = first
    return surname(dice) + first + (second if dice.happens(80) else "")


TITLES = (
    "老板 老板 老板 老板 总 总 总 总 经理 经理 工头 队长 班长 师傅 哥 哥 姐 叔 主任 工 姨 老大 老三 老四 老二 大姐 包头 "
    "老板娘 厂长 店长 组长 二 三 四 五 大个 胖子 麻子 老五 总管 会计 嫂 头"
).split()
PHASES = "一期 二期 三期 四期 A区 B区 1标 二标段 东区 北区 3期 2号地块 C地块".split()
QUARTERS = "开发区 高新区 经开区 新区 工业园区 经济开发区 保税区 县城 市区 城东 老城区".split()
BEFORE = ("老", "老", "老", "老", "小", "大", "阿")


def foreman(dice: Dice) -> str:
    """Whoever hired the worker, as he is called."""
    chance = dice.below(100)
    if chance < 18:
        return dice.pick(BEFORE) + surname(dice)
    if chance < 42:
        return surname(dice) + dice.pick(TITLES)
    if chance < 52:
        return "姓" + surname(dice) + "的"
    if chance < 56:
        return "姓" + surname(dice)
    if chance < 70:
        return dice.pick(words("nicks"))
    return person(dice)


def employer(dice: Dice) -> str:
    """A firm or shop with a name of its own."""
    chance = dice.below(100)
    if chance < 8:
        return dice.pick(words("shops"))
    if chance < 12:
        return surname(dice) + dice.pick(("记", "氏", "家")) + dice.pick(words("firm_kinds"))
    head = dice.pick(words("firm_heads"))
    if dice.happens(8):
        head = dice.pick(entries("given_names")) + dice.pick(entries("given_names"))
    place = dice.pick(tuple(divisions().values())).short if dice.happens(30) else ""
    if place and dice.happens(25):
        place += dice.pick(("市", "省", "县"))
    return place + head + dice.pick(words("firm_kinds"))


def contractor(dice: Dice) -> str:
    """A general contractor or developer."""
    if dice.happens(60):
        return dice.pick(words("contractors"))
    return employer(dice)


def project(dice: Dice) -> str:
    """A site with a name of its own."""
    if dice.happens(20):
        return _public_site(dice)
    name = dice.pick(words("site_heads")) + dice.pick(words("site_kinds"))
    if dice.happens(8):
        name = dice.pick(entries("given_names")) + dice.pick(entries("given_names")) + dice.pick(words("site_kinds"))
    if dice.happens(22):
        name += dice.pick(PHASES)
    return name


def _public_site(dice: Dice) -> str:
    before = dice.pick(tuple(divisions().values())).short if dice.happens(35) else ""
    if dice.happens(30):
        before = dice.pick(words("site_heads"))
    return before + dice.pick(words("site_public"))


def job(dice: Dice) -> str:
    """A trade from the list, or one put together; now and then misspelt."""
    trades, chance = entries("trades"), dice.below(100)
    if chance < 38:
        verb, things = dice.pick(work())
        return verb + dice.pick(things) + ("工" if dice.happens(4) else "")
    if chance < 55:
        before = dice.pick(words("job_before")) if dice.happens(20) else ""
        return before + dice.pick(words("job_kinds")) + (dice.pick(words("job_ends")) if dice.happens(60) else "")
    return dice.pick(trades if chance < 80 else trades[:150]).split("\t")[0]


@cache
def work() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Verbs of work with what they are done to."""
    lines = (WORDS / "job_verbs.txt").read_text("utf-8").splitlines()
    pairs = (line.partition("\t") for line in lines if line[0] != "#")
    return tuple((verb, tuple(things.split())) for verb, _, things in pairs)


def place(dice: Dice) -> str:
    """Administrative names from the larger to the smaller, some left out, some shortened."""
    county = dice.pick(_places())
    known = divisions()
    short = dice.happens(55)
    parts = []
    if dice.happens(22):
        parts.append(_said(known[county.code[:2] + "0000"], short))
    city = known.get(county.code[:4] + "00")
    if city and city != county and dice.happens(75):
        parts.append(_said(city, short or dice.happens(40)))
    if dice.happens(80) or not parts:
        parts.append(_said(county, short))
    parts.append(_below(county, dice))
    blank = " " if dice.happens(3) else ""
    return blank.join(part for part in parts if part)


def _said(division: Division, short: bool) -> str:
    return division.short if short else division.name


def _below(county: Division, dice: Dice) -> str:
    chance = dice.below(100)
    names = sorted(towns().get(county.code, ()))
    if chance < 26 and names:
        return dice.pick(names) + dice.pick(("镇", "镇", "街道", "", "", "乡"))
    if chance < 32:
        return dice.pick(QUARTERS)
    return ""


@cache
def _places() -> tuple[Division, ...]:
    return tuple(each for each in divisions().values() if each.level == 3 or not has_counties(each.code))


LABELLED: dict[str, Callable[[Dice], str]] = {
    "person": person,
    "foreman": foreman,
    "employer": employer,
    "project": project,
    "place": place,
    "job": job,
}
PLAIN: dict[str, Callable[[Dice], str]] = {
    "otherperson": person,
    "otherboss": foreman,
    "otherfirm": contractor,
    "othersite": project,
    "otherjob": job,
    "home": place,
}


def invent(kind: str, dice: Dice) -> list[Part]:
    """What stands in a slot of that kind."""
    if kind in LABELLED:
        return [(LABELLED[kind](dice), kind)]
    made = PLAIN[kind](dice) if kind in PLAIN else dice.pick(fillers()[kind])
    return [(made, None)]
