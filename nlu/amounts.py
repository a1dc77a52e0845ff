"""Finds sums of money and how exact they are: 两万四, 24000块, 三块五, 万把块, 大概八九千."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlu.cues import cues
from nlu.numbers import DIGITS, Number

CN = "一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
NO_MORE = rf"(?![\d{CN}十百千万拾佰仟个天月人年次号点直共分起些样般小单吨平方斤米车趟箱件宿晚夜亩工钟袋筐捆张套台层度])"
CHANGE = rf"(?:零(?P<cents>[{CN}])分|零?(?P<tail>[\d{CN}])(?:[毛角](?:零?(?P<fen>[\d{CN}])分?)?)?{NO_MORE})?"
HALF = "(?P<half>半(?![个年天月]))?(?:整|正|钱)?"
CURRENCY = re.compile(
    rf" ?(?:块(?![砖地板牌石木表田钢瓷玻布])|[元圆](?!月|旦|宝)|蚊|大洋|rmb|RMB|人民币)(?:钱(?![包多老])|{CHANGE}{HALF})"
    rf"| ?钱(?![包多老])|[毛角](?:零?(?P<fen2>[\d{CN}])分?(?![\d{CN}十百千万拾佰仟个天]))?钱?|分钱|分(?=整|$)整?"
)
MARKED_BEFORE = re.compile(r"(?:[¥$]|人民币|RMB|rmb) ?$")
COUNTED = re.compile(
    r" ?(?:个|人(?!家|工[费资]|民币)|名|位|天(?!天)|日|号|月|年(?![前后底内初])|岁|周|楼|层|栋|幢|期|单元|室|标段|米|平(?!均)|方|吨|斤|公里|里(?![头面])|亩|度|次|趟|遍|件|条|"
    r"台|辆|套|根|户|班|组|点|小时|钟|分|秒|级|%|倍|成|页|张|份|桌|路(?!费)|国道|省道|工(?![资钱程])|多?[个天人]|型|寸|厘|毫|匹|棵|箱|袋|瓶|步|晚|夜|立方|立|批|轮|口|拨|家(?!里))"
    r"|(?:回(?![家来去])|车(?!费)|房(?!租|贷)|单(?!价|子)|包(?![干工括吃住])|本(?!来|人)|瓦(?!工)|G|g|m|分之|只(?:鸡|猪|羊))"
)
NOT_A_CENT = re.compile(" ?[没都也未不冇见]|钱")  # 一分没给
NONE_SEEN = re.compile("[没未冇不][一-龥]{0,2}$")
HOTLINES = frozenset({12333, 12345, 12348, 12351, 12309, 12315, 12338})
LETTER_BEFORE = re.compile(r"[A-Za-z#第-]$|星期$|尾号$|(?<![老小])周$")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum with its bounds; `marked` when a currency was said, `scaled` when 百, 千 or 万 was."""

    low: Decimal
    high: Decimal | None
    approx: bool
    marked: bool
    scaled: bool
    start: int
    end: int
    arabic: bool = False

    @property
    def plain(self) -> bool:
        """A bare number that a cue must make a sum."""
        return not (self.marked or self.scaled)


def find_money(text: str, numbers: Sequence[Number]) -> list[Money]:
    """All numbers that can be sums of money, in order."""
    return [money for number in numbers if (money := _money(text, number))]


def _money(text: str, number: Number) -> Money | None:
    before = text[max(0, number.start - 8) : number.start]
    currency = CURRENCY.match(text, number.end)
    marked = bool(currency or MARKED_BEFORE.search(before))
    if not marked and (is_counted(text, number) or LETTER_BEFORE.search(before)):
        return None
    if (
        currency
        and number.low == 1
        and currency.group()[0] in "毛角分"
        and _is_not_a_cent(before, text, currency.end())
    ):
        return None
    arabic = text[number.start].isdigit()
    if not (marked or number.scaled) and (number.low < (10 if arabic else 20) or number.low in HOTLINES):
        return None
    low, end = number.low, number.end
    if currency:
        low, end = _with_small_change(low, currency), currency.end()
    soft = cues("money_cues")
    approx = (
        number.approx or bool(soft["soft_before"].search(before)) or bool(soft["soft_after"].match(text, number.end))
    )
    start = MARKED_BEFORE.search(before)
    return Money(
        low,
        number.high,
        approx,
        marked,
        number.scaled,
        number.start - (len(before) - start.start() if start else 0),
        end,
        arabic,
    )


def _is_not_a_cent(before: str, text: str, end: int) -> bool:
    """一分没给, 没见一分."""
    return bool(NOT_A_CENT.match(text, end) or NONE_SEEN.search(before))


def is_counted(text: str, number: Number) -> bool:
    """Whether a measure behind the number makes it a count; 两万多点 is none."""
    counted = COUNTED.match(text, number.end)
    return bool(counted) and not (number.approx and counted.group().strip() == "点")  # type: ignore[union-attr]


def _with_small_change(low: Decimal, currency: re.Match[str]) -> Decimal:
    """三块五 is 3.50, 280块5毛 280.50, 五毛 0.50."""
    words = currency.group().strip()
    if words[0] in "毛角":
        return low / 10 + (_digit(currency["fen2"]) / 100 if currency["fen2"] else 0)
    if words[0] == "分":
        return low / 100
    low += Decimal("0.5") if currency["half"] else 0
    low += _digit(currency["cents"]) / 100 if currency["cents"] else 0
    low += _digit(currency["tail"]) / 10 if currency["tail"] else 0
    return low + (_digit(currency["fen"]) / 100 if currency["fen"] else 0)


def _digit(text: str) -> Decimal:
    return Decimal(DIGITS.get(text, text))


def as_text(amount: Decimal) -> str:
    """A sum as a decimal string without needless zeros."""
    return f"{amount.quantize(Decimal('0.01')):f}".rstrip("0").rstrip(".")
