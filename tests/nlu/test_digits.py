"""Identity numbers: which can be right, and that each is found wherever it stands."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.figures import find_figures
from nlu.identity import check_digit, is_valid_id_number
from nlu.understand import seen, understand

TODAY = date(2026, 11, 24)
AROUND = (
    "",
    "我的身份证是",
    "身份证号：",
    "王建国 ",
    "欠我两万四，",
    "，电话13800001234，",
    "。",
    " 麻烦快点",
    "\n",
    "（本人）",
    "😭",
)


@pytest.mark.parametrize("number", ["321102198506150015", "11010519491231002X", "321102850615001"])
def test_a_right_number_is_valid(number: str) -> None:
    assert is_valid_id_number(number)


@pytest.mark.parametrize(
    "number",
    ["321102198506150016", "321102198513150011", "321102198502300017", "32110219850615001", "11010519491231002x", "",
     "３２１１０２１９８５０６１５００１５", "021102198506150015", "321102851315001", "3211021985061500150"],
)  # fmt: skip
def test_a_wrong_number_is_not_valid(number: str) -> None:
    assert not is_valid_id_number(number)


@st.composite
def valid_numbers(draw: st.DrawFn) -> str:
    area = draw(st.integers(110000, 659999))
    born = draw(st.dates(date(1940, 1, 1), date(2010, 12, 31)))
    head = f"{area}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return head + check_digit(head)


@settings(deadline=None)
@given(valid_numbers(), st.sampled_from(AROUND), st.sampled_from(AROUND), st.sampled_from(["", " ", "-"]))
def test_any_valid_number_is_found_in_any_surrounding(number: str, before: str, after: str, blank: str) -> None:
    text = f"{before}{number[:6]}{blank}{number[6:14]}{blank}{number[14:]}{after}"
    entities = understand(text, today=TODAY, asked="id_number").entities
    assert (entities.get("id_number"), entities.get("id_valid")) == (number, True)


WORDS = st.text("我的身份证是号叫在工地老板欠钱没给，。！？：、（） \n😭了吗你们张王李元块年月日号", max_size=24)


@settings(deadline=None)
@given(valid_numbers(), WORDS, WORDS)
def test_any_valid_number_is_found_between_any_words(number: str, before: str, after: str) -> None:
    found = find_figures(seen(f"{before}{number}{after}", today=TODAY)).found
    facts = {each.field: each.value for each in found}
    assert (facts.get("id_number"), facts.get("id_valid")) == (number, True)
