"""Numbers as people say them, and any sum of money in ten ways of saying it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.numbers import find_numbers
from nlu.spoken import yuan_in_words
from tests.nlu.tables import Sentence, figures

SAID = {
    "两万四": "24000",
    "八百五": "850",
    "三千零五": "3005",
    "一万二千五": "12500",
    "1w2": "12000",
    "3k5": "3500",
    "2.4w": "24000",
    "1.2万": "12000",
    "24,000": "24000",
    "贰万肆仟": "24000",
    "21万3千": "213000",
    "1万2000": "12000",
    "1万500": "10500",
    "二点四万": "24000",
    "廿三": "23",
    "卅": "30",
    "十万八千": "108000",
    "一亿两千万": "120000000",
    "一万零五百": "10500",
    "二百五": "250",
    "十五": "15",
    "280.5": "280.5",
    "九万一": "91000",
    "2 万": "2",
}
RANGES = {
    "三四千": ("3000", "4000"),
    "一千二三": ("1200", "1300"),
    "八九千": ("8000", "9000"),
    "3到4万": ("30000", "40000"),
    "十七八": ("17", "18"),
    "三两千": ("2000", "3000"),
    "3000-4000": ("3000", "4000"),
    "四五十万": ("400000", "500000"),
}
SOFT = {
    "三千来块": "3000",
    "万把块": "10000",
    "百十块": "100",
    "一百八十多": "180",
    "十几": "10",
    "一万多": "10000",
    "十来个": "10",
}
FINANCIAL = str.maketrans("零一二三四五六七八九两十百千", "零壹贰叁肆伍陆柒捌玖贰拾佰仟")
CHINESE = "零一二三四五六七八九"
LETTERS = {"千": "k", "万": "w"}
WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")


@pytest.mark.parametrize(("words", "value"), [pair for pair in SAID.items() if pair[0] != "2 万"])
def test_a_number_is_read_as_it_is_meant(words: str, value: str) -> None:
    [number] = find_numbers(words)
    assert (number.low, number.exact, number.end) == (Decimal(value), True, len(words))


@pytest.mark.parametrize(("words", "bounds"), RANGES.items())
def test_two_neighbouring_figures_are_a_range(words: str, bounds: tuple[str, str]) -> None:
    [number] = find_numbers(words)
    assert (number.low, number.high) == tuple(map(Decimal, bounds))


@pytest.mark.parametrize(("words", "value"), SOFT.items())
def test_a_soft_number_gives_its_lower_bound(words: str, value: str) -> None:
    [number] = find_numbers(words)
    assert (number.low, number.approx) == (Decimal(value), True)


def test_a_few_thousand_are_no_number() -> None:
    assert list(find_numbers("几千块，好几万")) == []


def test_a_last_digit_before_a_measure_counts_something_else() -> None:
    assert [number.low for number in find_numbers("欠一万三个月没给")] == [10000, 3]


def test_a_last_one_that_begins_a_word_is_no_digit() -> None:
    assert next(number.low for number in find_numbers("二十七万一直推")) == 270000


def ways(amount: Decimal) -> list[str]:
    """A sum in ten ways and two."""
    digits = f"{amount:f}"
    words = yuan_in_words(digits)
    return [
        f"欠我{digits}元",
        f"欠我{digits}块钱",
        f"欠我¥{amount:,.2f}",
        f"欠薪{amount:.2f}元整",
        f"欠我人民币{digits}元",
        f"欠我{digits}元".translate(WIDE),
        f"欠我{words}",
        f"欠薪{words.translate(FINANCIAL)}整",
        f"欠我{words.replace('元', '块')}",
        f"欠我{amount / 10000:f}万元",
        f"欠我{amount / 10000:f}w",
        f"欠我 {amount:,.2f} 元".replace(",", "，"),
    ]


@settings(deadline=None)
@given(st.decimals("0.01", "99999999.99", places=2))
def test_any_sum_is_read_the_same_in_ten_ways(amount: Decimal) -> None:
    expected = f"{amount:f}".rstrip("0").rstrip(".")
    read = {way: figures(Sentence(way, None, {})).get("owed") for way in ways(amount)}
    assert read == dict.fromkeys(read, expected)


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([("百", 100), ("千", 1000), ("万", 10000)]))
def test_a_last_digit_without_its_unit_is_of_the_next_lower_one(first: int, last: int, unit: tuple[str, int]) -> None:
    digits = "零一两三四五六七八九"
    ways = [f"{digits[first]}{unit[0]}{CHINESE[last]}", f"{CHINESE[first]}{unit[0]}{CHINESE[last]}"]
    ways += [f"{first}{unit[0]}{last}", f"{first}{LETTERS[unit[0]]}{last}"] if unit[0] in LETTERS else []
    expected = str(first * unit[1] + last * unit[1] // 10)
    read = {way: figures(Sentence(f"欠我{way}", None, {})).get("owed") for way in ways}
    assert read == dict.fromkeys(read, expected)


@given(st.integers(1000, 999999999))
def test_a_sum_read_out_digit_by_digit_is_that_sum(amount: int) -> None:
    said = "".join(CHINESE[int(digit)] for digit in str(amount))
    assert figures(Sentence(f"欠我{said}块", None, {})).get("owed") == str(amount)
