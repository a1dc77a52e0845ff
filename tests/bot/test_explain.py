"""What `xinsheng understand --explain` tells a person."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from bot.commands.explain import run


def explained(*lines: str) -> str:
    out = BytesIO()
    run([line.encode("utf-8") for line in lines], out, today=date(2026, 11, 24))
    return out.getvalue().decode("utf-8")


def test_words_and_rules_stand_beside_each_fact() -> None:
    told = explained("押金八百不退，工资五千三没给\n")
    assert 'read      amount_owed_yuan = 5300  from "五千三" by money.' in told
    assert 'left out  a sum that is no wage = 800  from "八百" by money.before_none' in told


def test_an_open_question_is_heard() -> None:
    assert "daily_wage_yuan = 300" in explained('{"text": "三百", "asked": "daily_wage"}\n')


def test_a_contradiction_is_told() -> None:
    assert "conflict  amount_owed_yuan: said 18000, computed 20000" in explained("说好三万，给了一万，还差一万八\n")


def test_a_line_that_is_no_object_is_the_message_itself() -> None:
    told = explained('{"text": 5}\n', "{\n", "\n")
    assert told.count("message   ") == 3


def test_words_of_danger_are_told_with_what_made_them_none() -> None:
    told = explained("老板说我再告就打断我的腿\n", "我们不堵路也不闹事，只要工资\n", "拉横幅讨薪违法吗\n")
    assert 'danger    violence  from "打断我的腿" by words' in told
    assert 'no danger mass  from "闹事" by denied' in told
    assert 'no danger mass  from "拉横幅" by asked_about' in told


def test_what_stands_for_no_field_is_told_in_words() -> None:
    assert 'left out  a sum that is no wage = 500  from "五百"' in explained("罚款五百，工资八千没给\n")
