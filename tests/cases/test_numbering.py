"""Case numbers: their form, their check digit, and how people write them."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.numbering import check_digit, is_case_number, new_case_number, parse_case_number

DIGITS = st.integers(0, 10**11 - 1).map(lambda number: f"{number:011d}")


def numbered(digits: str) -> str:
    return f"XS{digits}{check_digit(digits)}"


@pytest.mark.parametrize(("digits", "check"), [("0794", "5"), ("00200667308", "5")])
def test_the_check_digit_is_that_of_the_standard(digits: str, check: str) -> None:
    assert check_digit(digits) == check


@given(DIGITS)
def test_every_new_number_is_a_case_number(digits: str) -> None:
    assert is_case_number(new_case_number(lambda below: int(digits) % below))


@given(DIGITS, st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_seen(digits: str, place: int, shift: int) -> None:
    number = list(numbered(digits))
    number[2 + place] = str((int(number[2 + place]) + shift) % 10)
    assert not is_case_number("".join(number))


@given(DIGITS)
def test_a_number_is_understood_however_it_is_typed(digits: str) -> None:
    number = numbered(digits)
    wide = "".join(chr(ord(character) + 0xFEE0) for character in number)
    for typed in (
        number.lower(),
        f" {number[:2]} {number[2:6]} {number[6:]}\n",
        wide,
        f"xs-{number[2:8]}-{number[8:]}",
    ):
        assert parse_case_number(typed) == number


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    number = parse_case_number(text)
    assert number is None or is_case_number(number)


@pytest.mark.parametrize(
    "text", ["", "XS", "13800001234", "XS00000000000", "XS0000000000000", "ＸＳ一二三四五六七八九十一二"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_case_number(text) is None


def test_numbers_from_chance_do_not_repeat() -> None:
    assert len({new_case_number(secrets.randbelow) for _ in range(1000)}) == 1000
