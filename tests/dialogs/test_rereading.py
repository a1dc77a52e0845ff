"""What the open question made of a message is looked at again: nothing told is lost, and nothing is taken amiss."""

from __future__ import annotations

from typing import Any

import pytest

from tests.talks import DialogAlone, Message, dialog_alone

FOUR = ["王建国", "跳过", "跳过", "13800001234"]
STORY = ["鼎立劳务欠我八千", "同意"]


async def told(*lines: str) -> tuple[DialogAlone, Any]:
    alone = dialog_alone()
    turn = None
    for number, line in enumerate((*STORY, *lines)):
        turn = await alone.hear(Message(f"key-{number}", line))
    return alone, turn


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("lines", "facts", "absent"),
    [
        (["三月到五月"], {"period_start": "2026-03-01", "period_end": "2026-05-31"}, "person"),
        (["宏远劳务公司"], {}, "person"),
        (["镇江市润州区"], {"place": "镇江市润州区"}, "person"),
        (["骗子", "王建国"], {"person": "王建国"}, "id_number"),
        ([*FOUR, "鼎立劳务公司"], {"employer": "鼎立劳务公司"}, "project"),
        (["林金凤"], {"person": "林金凤"}, "place"),
        ([*FOUR, "成都的"], {"place": "成都"}, "project"),
        ([*FOUR, "就我一个"], {"headcount": 1}, "project"),
        ([*FOUR, "就那个嘛"], {}, "project"),
        ([*FOUR, "五月"], {"period_start": "2026-05-01"}, "project"),
        (
            ["王建国", "跳过", "跳过", "13800001234", "镇江润州区万象新城"],
            {"place": "镇江润州区", "project": "万象新城"},
            "foreman",
        ),
        (["不对，是25100"], {"amount_owed_yuan": "25100"}, "person"),
        (["公司我想起来了，叫宏远劳务"], {}, "person"),
    ],
)
async def test_what_is_told_goes_where_it_belongs(lines: list[str], facts: dict[str, Any], absent: str) -> None:
    _, turn = await told(*lines)
    assert facts.items() <= turn.facts.items()
    assert absent not in turn.facts


@pytest.mark.asyncio
async def test_who_only_scolds_is_calmed_and_asked_again() -> None:
    _, turn = await told("这些骗子")
    assert (turn.asked, "person" in turn.facts, len(turn.replies)) == ("person", False, 2)


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["我跟你说啊" * 150, "啊" * 3000])
async def test_endless_words_are_asked_for_in_pieces(text: str) -> None:
    _, turn = await told(text)
    assert turn.asked == "person"
    assert "person" not in turn.facts
