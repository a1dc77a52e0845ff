"""Four times as long a message takes about four times as much work, whatever it says."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from datetime import date
from importlib import import_module
from typing import Any

import pytest

from nlu.cues import cues
from nlu.figures import find_figures
from nlu.found import Context
from nlu.normalise import normalise

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


def calls(text: str) -> int:
    """How many calls of functions the figures of a text take."""
    context = Context(normalise(text), date(2026, 11, 24), None, ())
    count = 0

    def counting(frame: Any, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        find_figures(context)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_work_grows_with_the_length(piece: str) -> None:
    find_figures(Context(normalise("暖"), date(2026, 11, 24), None, ()))
    short, long = (calls((piece * length)[:length]) for length in (500, 2000))
    assert long <= 4.5 * short + 500


def patterns() -> Iterable[re.Pattern[str]]:
    for table in TABLES:
        yield from cues(table).values()
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
