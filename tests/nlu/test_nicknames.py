"""Which call name may be which person."""

from __future__ import annotations

import pytest

from nlu.nicknames import character_of, may_be


@pytest.mark.parametrize(
    ("called", "name", "expected"),
    [
        ("老周", "周大海", True),
        ("小蔡", "蔡明", True),
        ("阿强", "王强", True),
        ("周师傅", "周大海", True),
        ("李哥", "李四海", True),
        ("老周", "周师傅", False),
        ("老周", "吴大海", False),
        ("周师傅", "王周", False),
        ("周大海", "周大海", False),
        ("老周", "老周", False),
        ("老", "老周", False),
    ],
)
def test_a_call_name_may_be_whoever_has_its_character(called: str, name: str, expected: bool) -> None:
    assert may_be(called, name) is expected


def test_only_a_call_name_has_a_character() -> None:
    assert [character_of(name) for name in ("老周", "周师傅", "周大海", "周工", "")] == ["周", "周", None, "周", None]
