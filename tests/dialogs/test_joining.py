"""Joining a crew: what each question takes, what it refuses, and that no words break it."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dialogs.said import texts, words
from tests.talks import WORKER, DialogAlone, Message, dialog_alone

KEYS = itertools.count(1)
PHONE: Final = "-b"
LEADER = ("鼎立劳务在万象新城欠我们五个人四万，三月到七月的", "同意", "开组")
STEPS = ("加入 100001", "同意", "孙大海", "13800001236", "跳过", "43", "12040")
SLOTS = ("consent", "person", "phone", "id_number", "days_worked", "amount_owed", "confirm")


async def says(alone: DialogAlone, text: str, phone: str = PHONE, **more: str) -> tuple[list[str], str | None]:
    turn = await alone.hear(Message(f"k{next(KEYS)}", text, phone=phone, **more))
    return texts(turn), turn.asked


async def at(slot: str) -> DialogAlone:
    """A worker who is asked that."""
    alone = dialog_alone()
    for text in LEADER:
        await says(alone, text, "")
    for text in STEPS[: SLOTS.index(slot) + 1]:
        _, asked = await says(alone, text)
    assert asked == slot
    return alone


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("slot", "text", "name"),
    [
        ("consent", "蓝色的天", "utter_join_wrong_consent"),
        ("person", "12345", "utter_join_wrong_name"),
        ("person", "干嘛要写这个", "utter_join_wrong_name"),
        ("person", "不知道", "utter_join_name_needed"),
        ("phone", "1380000", "utter_join_wrong_phone"),
        ("id_number", "321102198506150016", "utter_join_wrong_id_number"),
        ("days_worked", "蓝色", "utter_join_wrong_days"),
        ("days_worked", "0", "utter_join_wrong_days"),
        ("days_worked", "9999", "utter_join_wrong_days"),
        ("amount_owed", "蓝色", "utter_join_wrong_amount"),
        ("amount_owed", "90000000", "utter_join_wrong_amount"),
        ("amount_owed", "5", "utter_join_wrong_amount"),
        ("confirm", "蓝色", "utter_join_wrong_confirm"),
    ],
)
async def test_what_cannot_be_right_is_said_and_asked_again(slot: str, text: str, name: str) -> None:
    said, asked = await says(await at(slot), text)
    assert said[0] == words(name) and asked == slot


@pytest.mark.asyncio
async def test_the_third_miss_lets_a_question_go_that_can_be() -> None:
    alone = await at("days_worked")
    for _ in range(2):
        await says(alone, "蓝色")
    said, asked = await says(alone, "蓝色")
    assert said[0] == words("utter_join_skipped") and asked == "amount_owed"


@pytest.mark.asyncio
async def test_a_number_picks_from_consent_and_read_back() -> None:
    assert (await says(await at("consent"), "1"))[1] == "person"
    assert (await says(await at("consent"), "2"))[0] == [words("utter_join_refused")]
    assert words("utter_joined") in (await says(await at("confirm"), "1"))[0]


@pytest.mark.asyncio
@pytest.mark.parametrize("slot", SLOTS)
@pytest.mark.parametrize("kind", ["image", "voice", "location", "file", "entered", "unknown"])
async def test_what_is_no_words_is_answered_and_the_question_stands(slot: str, kind: str) -> None:
    said, asked = await says(await at(slot), "", kind=kind)
    assert said and asked == slot


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "text", ["人工", "进度", "谢谢", "你好", "怎么填", "再说一遍", "说简单点", "傻逼", "工头要打人了"]
)
async def test_what_steers_is_heard_and_the_question_stands(text: str) -> None:
    alone = await at("phone")
    said, _ = await says(alone, text)
    assert said
    assert json.loads(alone.saved[f"{WORKER}{PHONE}"])["slots"]["join_name"] == "孙大海"


@pytest.mark.asyncio
async def test_a_step_back_asks_the_question_before() -> None:
    alone = await at("days_worked")
    assert (await says(alone, "上一步"))[1] == "id_number"
    assert (await says(alone, "上一步"))[1] == "phone"
    assert (await says(await at("person"), "上一步"))[1] == "person"


@pytest.mark.asyncio
async def test_words_that_are_no_name_are_taken_the_second_time() -> None:
    alone = await at("person")
    assert (await says(alone, "古丽"))[1] in ("person", "phone")
    assert (await says(await at("person"), "努尔兰·哈布都拉"))[1] == "phone"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(SLOTS), st.one_of(st.text(max_size=40), st.from_regex(r"[0-9.,a-zA-Z]{1,30}")))
def test_any_words_at_any_question_get_an_answer(slot: str, text: str) -> None:
    async def ask() -> list[str]:
        return (await says(await at(slot), text or "?"))[0]

    assert asyncio.run(ask())
