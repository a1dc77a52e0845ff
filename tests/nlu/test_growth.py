"""Four times as long a message takes about four times as much work, whatever it says."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from nlu.crisis import signs_in
from nlu.cues import cues
from nlu.figures import find_figures
from nlu.found import Context
from nlu.normalise import normalise
from nlu.patterns import patterns as table_of

HOSTILE = (
    "1",
    "0",
    "1 ",
    "1-",
    "1,",
    "一",
    "十",
    "万",
    "欠一万",
    "一千二",
    "一天三百",
    "老周七千 ",
    "3月到",
    "一直干到",
    "四个零",
    "不是两万是",
    "给了我们一共",
    "去年",
    "2026-",
    "①",
    "个",
    "块五",
    "8 ",
    "欠",
)
DANGEROUS = (
    "跳楼",
    "我打他",
    "不让走锁门",
    "老板拿刀打我头",
    "堵路政府跪横幅",
    "1",
    "我",
    "死给他看我要",
    "被打 ",
    "再告就弄死",
    "我家门口",
    "人",
)
TABLES = ("money_cues", "count_cues", "date_cues", "digit_cues")
MODULES = (
    "amounts",
    "dates",
    "digits",
    "normalise",
    "numbers",
    "owed",
    "owners",
    "periods",
    "roles",
    "sums",
    "workers",
)


def calls(read: Callable[[], object]) -> int:
    """How many calls of functions a reading takes."""
    count = 0

    def counting(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        read()
    finally:
        sys.setprofile(None)
    return count


def seconds(read: Callable[[], object]) -> float:
    """The least processor time of three readings."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        read()
        times.append(time.process_time() - begun)
    return min(times)


def figures_of(text: str) -> Callable[[], object]:
    context = Context(normalise(text), date(2026, 11, 24), None, ())
    return lambda: find_figures(context)


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_length(piece: str) -> None:
    find_figures(Context(normalise("暖"), date(2026, 11, 24), None, ()))
    short, long = (calls(figures_of((piece * length)[:length])) for length in (500, 2000))
    assert long <= 4.5 * short + 500


@pytest.mark.parametrize("piece", DANGEROUS)
def test_work_on_danger_grows_with_the_length(piece: str) -> None:
    signs_in("暖")
    short, long = ((piece * length)[:length] for length in (500, 2000))
    assert calls(lambda: signs_in(long)) <= 4.5 * calls(lambda: signs_in(short)) + 500
    assert seconds(lambda: signs_in(long)) <= 8 * seconds(lambda: signs_in(short)) + 0.01


def patterns() -> Iterable[re.Pattern[str]]:
    for table in TABLES:
        yield from cues(table).values()
    for table in ("crisis", "evidence"):
        yield from table_of(table).values()
    for name in MODULES:
        for value in vars(import_module(f"nlu.{name}")).values():
            if isinstance(value, re.Pattern):
                yield value


def nested(parsed: Any, *, inside: bool = False) -> bool:
    """Whether something repeated without bound is repeated without bound again."""
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            endless = argument[1] is re._parser.MAXREPEAT  # type: ignore[attr-defined]
            if (endless and inside) or nested(argument[2], inside=inside or endless):
                return True
        elif name == "SUBPATTERN" and nested(argument[3], inside=inside):
            return True
        elif name == "BRANCH" and any(nested(branch, inside=inside) for branch in argument[1]):
            return True
        elif name in ("ASSERT", "ASSERT_NOT") and nested(argument[1], inside=inside):
            return True
    return False


def test_no_pattern_repeats_a_repetition_without_bound() -> None:
    parse = re._parser.parse  # type: ignore[attr-defined]
    assert [each.pattern for each in patterns() if nested(parse(each.pattern))] == []
