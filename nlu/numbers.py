"""Reads numbers as people write and say them: 两万四, 1w2, 三千来, 八九千, 贰万肆仟, 一百几十."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {
    **dict(zip("零〇一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)),
    **dict(zip("壹贰叁肆伍陆柒捌玖两俩仨", (1, 2, 3, 4, 5, 6, 7, 8, 9, 2, 2, 3), strict=True)),
}
UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "万": 10**4, "亿": 10**8}
PAIRS = frozenset("俩仨")  # a number with its measure
LETTERS = {"w": 10**4, "W": 10**4, "k": 1000, "K": 1000}
TENS = {"廿": 2, "卅": 3}
ARABIC = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d{1,15}(?:\.\d{1,8})?")
START = re.compile(rf"[\d{''.join(DIGITS)}十拾廿卅几数半百千万]")
SPELLED = re.compile(
    r"[一二两三四五六七八九][零〇一二两三四五六七八九]{3,8}(?:点[零一二三四五六七八九]{1,2})?(?=[元块])"
)
SPOKEN_POINT = re.compile(r"点([零一二三四五六七八九\d]{1,3})(?=[万千百亿个天工倍元块])")
GOES_ON = re.compile(r"[直共分起回下样些般点毛边路旦定切再律同问块]|块儿|[拖推][再了]")  # 二十七万 一直推
COUNTED = re.compile(r" ?(?:个|天|年|月|号|日|人(?!工|家|民)|位|名|口|次|层|楼|栋|期|工|岁|遍|周|礼拜|家|户|米|平)")
ROUND = re.compile(r"[把来]|十(?![一二三四五六七八九万千个天月年人号])|八十(?=块|来|个|号|人|天)|几十|多")
MEASURED = re.compile(r"[块元个的,。]|$")
CANTONESE = re.compile(r"[二三四五六七八九](?=[蚊块银元没未都唔冇]|$|[,。;! ])")  # 万二蚊, 千三
SOFT_AFTER = re.compile(r"[多余](?!少)|把(?=[块个])|来(?=[块元个人号天万亩斤工钱多岁年名位米千百]|$|[,。 ])|好几")
JOINED = re.compile(r" ?(?:到|至|,?不到|-+|~+|—+|、(?=[2-9二三四五六七八九] ?[百千万wk])) ?")


@dataclass(frozen=True, slots=True)
class Number:
    """A number or range as said; `scaled` when it was said with 百, 千, 万 or a letter for them."""

    low: Decimal
    high: Decimal | None
    approx: bool
    scaled: bool
    start: int
    end: int
    last_unit: int = 1

    @property
    def exact(self) -> bool:
        return not self.approx and self.high is None


def find_numbers(text: str) -> Iterator[Number]:
    """All numbers in order; of 几千 nothing is known, so it is left out."""
    at = 0
    while found := START.search(text, at):
        reader = Reader(text, found.start())
        number = reader.read()
        at = max(reader.at, found.start() + 1)
        if number:
            ranged = _ranged(text, number)
            at = max(at, ranged.end)
            yield ranged


def _ranged(text: str, first: Number) -> Number:
    """三到五千, 3000-4000: one range, if the second number belongs to the first."""
    joint = JOINED.match(text, first.end)
    if not joint or not START.match(text, joint.end()) or first.high is not None:
        return first
    second = Reader(text, joint.end()).read()
    if not second or second.high is not None or not (second.scaled or (first.low >= 100 and second.low >= 100)):
        return first
    low = first.low
    if not first.scaled and low < 100 <= second.low:
        low *= second.last_unit
    elif first.last_unit < 10**4 <= second.last_unit and low * second.last_unit < second.low:
        low *= second.last_unit  # 一百二十到一百五十万
    if not low < second.low <= low * 10:
        return first
    return Number(low, second.low, first.approx or second.approx, True, first.start, second.end, second.last_unit)


class Reader:
    """Reads one number from a place in a text; `at` is where it stopped."""

    def __init__(self, text: str, at: int) -> None:
        self.text = text
        self.start = self.at = at
        self.total = [Decimal(0), Decimal(0)]  # lower and upper bound of the closed sections
        self.section = [Decimal(0), Decimal(0)]
        self.pending: list[Decimal] | None = None
        self.pending_at = at
        self.pending_digits = 0  # of an Arabic number
        self.last_unit = 1
        self.zero = self.approx = self.scaled = self.vague = False

    def read(self) -> Number | None:
        if spelled := SPELLED.match(self.text, self.at):
            return self._spelled(spelled)
        while self.at < len(self.text) and self._step(self.text[self.at]):
            pass
        self._close()
        low, high = (total + part for total, part in zip(self.total, self.section, strict=True))
        if self.vague or self.at == self.start:
            return None
        return Number(low, high if high > low else None, self.approx, self.scaled, self.start, self.at, self.last_unit)

    def _spelled(self, digits: re.Match[str]) -> Number:
        """二四零零零块: a sum read out digit by digit."""
        self.at = digits.end()
        value = Decimal("".join(str(DIGITS.get(each, each)) for each in digits.group().replace("点", ".")))
        return Number(value, None, False, False, self.start, self.at)

    def _step(self, character: str) -> bool:
        if character in DIGITS:
            return self._digit(DIGITS[character])
        if character.isdigit():
            return self._arabic()
        if character in UNITS:
            return self._unit(UNITS[character])
        if character in LETTERS:
            return self._letter(LETTERS[character])
        if character in TENS:
            return self._tens(TENS[character])
        if character == " ":
            return self._blank()
        return self._soft(character)

    def _arabic(self) -> bool:
        found = ARABIC.match(self.text, self.at)
        if self.pending is not None or not found:
            return False
        digits = found.group().replace(",", "")
        self._pend(Decimal(digits), found.end(), len(digits))
        return True

    def _pend(self, value: Decimal, end: int, digits: int = 0) -> None:
        self.pending, self.pending_at, self.pending_digits = [value, value], self.at, digits
        self.at = end

    def _digit(self, digit: int) -> bool:
        if self.pending is None:
            if digit == 0:
                self.zero = True
                self.at += 1
                return self.last_unit > 1
            self._pend(Decimal(digit), self.at + 1)
            return True
        first = int(self.pending[0])
        if self.text[self.at - 1] in PAIRS:
            return False
        if self.pending_digits or self.pending[1] != first or not (first < digit or (first, digit) == (3, 2)):
            return False
        if digit - first > 1 and (first, digit) not in ((3, 5), (3, 2)):
            return False
        self.pending = sorted((Decimal(first), Decimal(digit)))
        self.at += 1
        return True

    def _unit(self, unit: int) -> bool:
        if self.pending is None and not self._has_coefficient(unit):
            return False
        coefficient = self.pending or [Decimal(1), Decimal(1)]
        if unit < 10**4:
            if 1 < self.last_unit < 10**4 and unit >= self.last_unit:
                return False
            self.section = [part + each * unit for part, each in zip(self.section, coefficient, strict=True)]
        else:
            self._section(
                unit, self.pending or ([Decimal(0)] * 2 if any((*self.section, *self.total)) else coefficient)
            )
        self.last_unit, self.pending, self.zero = unit, None, False
        self.scaled |= unit >= 100
        self.at += 1
        return True

    def _section(self, unit: int, rest: list[Decimal]) -> None:
        whole = [part + each for part, each in zip(self.section, rest, strict=True)]
        self.total = [
            total + each * unit if unit < 10**8 else (total + each) * unit
            for total, each in zip(self.total, whole, strict=True)
        ]
        self.section = [Decimal(0), Decimal(0)]

    def _has_coefficient(self, unit: int) -> bool:
        """Whether a unit may stand without a digit: 十五, 二十万, and 万把块, 千来块, 百十块."""
        if self.at > self.start:
            if unit == 10:
                return self.zero and self.last_unit > unit  # 一万零十二
            return unit >= 10**4 and (any(self.section) or any(self.total) or self.vague) and self.last_unit < unit
        if unit == 10:
            return True
        if self.text[self.at - 1 : self.at] == "上" and MEASURED.match(self.text, self.at + 1):
            self.approx = True
            return True
        if CANTONESE.match(self.text, self.at + 1):
            return True
        soft = ROUND.match(self.text, self.at + 1)
        if not soft:
            return False
        self.approx = True
        self.at += soft.end() - soft.start() - 0
        return True

    def _letter(self, unit: int) -> bool:
        following = self.text[self.at + 1 : self.at + 2]
        if not self.pending_digits or self.pending is None or (following.isascii() and following.isalpha()):
            return False
        return self._unit(unit)

    def _tens(self, tens: int) -> bool:
        if self.pending is not None or (1 < self.last_unit <= 10):
            return False
        self._pend(Decimal(tens), self.at)
        return self._unit(10)

    def _blank(self) -> bool:
        """A blank between Arabic digits and their unit: 2.4 万."""
        if not self.pending_digits or self.text[self.at + 1 : self.at + 2] not in ("万", "千", "百", "亿", "w", "W"):
            return False
        self.at += 1
        return True

    def _soft(self, character: str) -> bool:
        if character in "几数":
            return self._few(character)
        if character == "半":
            return self._half()
        if character == "点":
            return self._point()
        found = SOFT_AFTER.match(self.text, self.at)
        if not found or (self.pending is not None and not self.pending_digits) or self.at == self.start:
            return False
        self.approx = True
        self.at = found.end()
        return True

    def _few(self, character: str) -> bool:
        """十几 is ten and more; 几千 might be anything."""
        following = self.text[self.at + 1 : self.at + 2]
        if self.pending is not None or (self.at == self.start and following not in UNITS):
            return False
        if character == "数" and self.at > self.start:
            return False
        self.approx = True
        self.at += 1
        if self.at == self.start + 1:
            self.vague = True
            self._pend(Decimal(1), self.at)
        elif following in ("十", "百", "千"):
            self.at += 1
        return True

    def _half(self) -> bool:
        return False

    def _point(self) -> bool:
        found = SPOKEN_POINT.match(self.text, self.at)
        if not found or self.pending_digits or self.at == self.start:
            return False
        digits = "".join(str(DIGITS.get(each, each)) for each in found[1])
        whole = self.pending or [Decimal(0)] * 2
        self.zero |= self.pending is None and self.last_unit < 10**4  # 三百点五元
        self.pending = [whole[0] + Decimal(f"0.{digits}")] * 2
        self.at = found.end()
        return True

    def _close(self) -> None:
        """What a last digit means: 两万四 is 24,000, 三千零五 is 3,005; before a measure it counts something else."""
        if self.pending is None:
            return
        scale = Decimal(1)
        if self.last_unit >= 100 and not self.zero and self.pending[0] < 10 and self.pending_digits <= 1:
            one = self.text[self.at - 1] == "一" and GOES_ON.match(self.text, self.at)
            if one or COUNTED.match(self.text, self.at):
                self.at, self.pending = self.pending_at, None
                return
            scale = Decimal(self.last_unit) / 10
        elif self.last_unit >= 1000 and self.pending_digits == 2 and not self.zero:
            scale = Decimal(self.last_unit) / 100
        self.section = [part + each * scale for part, each in zip(self.section, self.pending, strict=True)]
