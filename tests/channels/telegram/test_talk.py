"""A talk by Telegram: words, commands, buttons, what the phone hands over, and what people send instead of words."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.wiring import utc_now
from dialogs.replies import text_of
from storage import conversations, evidence, messages
from storage.tables import inbox, pickup
from tests.channels.telegram.living import Living
from tests.talks import SCRIPT
from tests.telegram_emulator import JPEG, OGG, Fault, Person

pytestmark = pytest.mark.asyncio
STORY = "在润州万象新城干木工，鼎立劳务欠我两万四，三月到七月的，有欠条，就我一个"


def words(name: str, **values: object) -> str:
    return text_of(SCRIPT.domain, name, values)


async def kinds(bot: Living) -> list[str]:
    return list(await bot.database.read(lambda c: c.scalars(select(inbox.c.kind).order_by(inbox.c.place)).all()))


async def until_asked_for(bot: Living, person: Person, question: str) -> None:
    """He has answered everything before that question."""
    await bot.hears(person, STORY)
    for answer in ("同意", "王建国", "321102198506150015", "13800001234", "没有", "对"):
        if question in person.texts[-1]:
            return
        await bot.hears(person, answer)
    assert question in person.texts[-1]


async def test_a_complaint_is_filed_by_words_alone(bot: Living) -> None:
    person = bot.person()
    await until_asked_for(bot, person, "都对吗")
    assert "编号" in await bot.hears(person, "对")


async def test_a_question_comes_once_with_its_choices_as_buttons_and_as_numbers(bot: Living) -> None:
    person = bot.person()
    await bot.hears(person, STORY)
    [shown] = person.shown
    assert [button["text"] for row in shown["reply_markup"]["inline_keyboard"] for button in row] == ["同意", "不同意"]
    assert shown["text"].endswith("1. 同意\n2. 不同意")
    assert "叫什么名字" in await bot.hears(person, "1")


async def test_a_tap_says_the_words_of_its_button_and_is_felt(bot: Living) -> None:
    person = bot.person()
    await bot.hears(person, STORY)
    query = person.taps(person.shown[-1])
    await bot.goes_round()
    await bot.taker.finish()
    assert "叫什么名字" in person.texts[-1]
    assert [asked["callback_query_id"] for method, asked in bot.api.calls if method == "answerCallbackQuery"] == [
        query["callback_query"]["id"]
    ]
    [said, *_] = [row for row in await talk(bot, person) if row.kind == "choice"]
    assert said.text == "同意"


async def test_an_old_button_is_answered_kindly_and_answers_no_other_question(bot: Living) -> None:
    person = bot.person()
    await until_asked_for(bot, person, "身份证号是多少")
    ways = person.shown[-2]  # 跳过 and 人工 of the question before
    person.taps(ways)
    await bot.goes_round()
    assert words("utter_old_choice_in_form") in person.texts[-1]
    assert "身份证号是多少" in person.texts[-1]  # asked again, and neither skipped nor explained
    person.taps(person.shown[-1])
    await bot.goes_round()
    assert words("utter_why_id_number") in person.texts[-1]


async def test_a_button_tapped_twice_counts_once(bot: Living) -> None:
    person = bot.person()
    await until_asked_for(bot, person, "身份证号是多少")
    asked = person.shown[-1]
    person.taps(asked)
    person.taps(asked)
    await bot.goes_round()
    texts = "\n".join(person.texts[-2:])
    assert texts.count(words("utter_why_id_number")) == 1  # a second 跳过 would have skipped it
    assert words("utter_old_choice_in_form") in texts


@pytest.mark.parametrize("changed", [{"data": "000000000000:1"}, {"data": "x"}, {"data": ""}])
async def test_a_button_that_nobody_offered_does_nothing(bot: Living, changed: dict[str, str]) -> None:
    person = bot.person()
    await until_asked_for(bot, person, "身份证号是多少")
    person.taps(person.shown[-1], 1, changed)
    await bot.goes_round()
    assert words("utter_old_choice_in_form") in person.texts[-1]


async def test_the_words_of_a_button_that_telegram_has_forgotten_are_known_to_us(bot: Living) -> None:
    person = bot.person()
    await bot.hears(person, STORY)
    person.taps(person.shown[-1], 1, {"message": {"chat": person.chat, "message_id": 1, "date": 0}})
    await bot.goes_round()
    assert "叫什么名字" in person.texts[-1]


async def test_the_phones_own_number_answers_the_question_for_it(bot: Living) -> None:
    person = bot.person()
    await until_asked_for(bot, person, "哪个手机号")
    keyboard = person.shown[-1]["reply_markup"]
    assert keyboard["keyboard"][0][0]["request_contact"] is True
    assert [button["text"] for button in keyboard["keyboard"][1]] == ["跳过", "人工"]
    person.contact("+86 138 0000 1234")
    await bot.goes_round()
    row = await bot.database.read(lambda c: conversations.find(c, bot.vault, person.talk))
    assert row is not None and '"phone":"13800001234"' in str(row.state)


async def test_somebody_elses_card_is_not_taken_for_his_number(bot: Living) -> None:
    person = bot.person()
    await until_asked_for(bot, person, "哪个手机号")
    person.contact("13800005678", owner=99)
    await bot.goes_round()
    assert "哪个手机号" in person.texts[-1]
    row = await bot.database.read(lambda c: conversations.find(c, bot.vault, person.talk))
    assert row is not None and "13800005678" not in str(row.state)


async def test_a_place_with_a_name_is_taken_and_one_without_is_asked_for_in_words(bot: Living) -> None:
    person = bot.person()
    place = {"latitude": 32.19, "longitude": 119.43}
    person.sends(location=place)
    await bot.goes_round()
    assert words("utter_location_unnamed") in person.texts[-1]
    person.sends(
        location=place, venue={"location": place, "title": "万象新城", "address": "江苏省镇江市润州区黄山南路"}
    )
    await bot.goes_round()
    assert "江苏省镇江市润州区黄山南路 万象新城" in person.texts[-1]


@pytest.mark.parametrize(
    ("command", "heard"),
    [
        ("/progress", "utter_no_case"),
        ("/help", "utter_help"),
        ("/start", "utter_welcome"),
        ("/data", "utter_my_data_none"),
    ],
)
async def test_commands_say_what_people_say(bot: Living, command: str, heard: str) -> None:
    assert words(heard) in await bot.hears(bot.person(), command)


async def test_a_deep_link_brings_the_site_along(bot: Living) -> None:
    person = bot.person()
    assert words("utter_welcome_scene") in await bot.hears(person, "/start site_0042")
    row = await bot.database.read(lambda c: conversations.find(c, bot.vault, person.talk))
    assert row is not None and '"scene":"site_0042"' in str(row.state)


async def test_photos_and_voice_become_evidence(bot: Living) -> None:
    person = bot.person()
    bot.api.files |= {"p1": JPEG, "v1": OGG}
    person.photo("p1", caption="鼎立劳务欠我两万四")
    person.sends(voice={"file_id": "v1", "file_unique_id": "uv1", "duration": 3, "mime_type": "audio/ogg"})
    await bot.goes_round()
    assert any("24000" in text for text in person.texts)  # the words under the photo are heard, too
    while await bot.pickups.run_once():
        pass
    rows = await bot.database.read(lambda c: evidence.of_conversation(c, person.talk))
    assert sorted((row.kind, row.format) for row in rows) == [("image", "jpeg"), ("voice", "ogg")]


async def test_an_album_of_ten_is_kept_whole_and_answered_once(bot: Living) -> None:
    person = bot.person()
    for number in range(10):
        bot.api.files[f"p{number}"] = JPEG + bytes([number])
        person.photo(f"p{number}", media_group_id="album-1")
    await bot.goes_round()
    assert sum(words("utter_photo_noted") in text for text in person.texts) == 1
    while await bot.pickups.run_once():
        pass
    assert len(await bot.database.read(lambda c: evidence.of_conversation(c, person.talk))) == 10


@pytest.mark.parametrize("fault", [500, "html", "reset", "half"])
async def test_a_photo_that_cannot_be_had_now_is_fetched_later(bot: Living, fault: Fault) -> None:
    person = bot.person()
    bot.api.files["p1"] = JPEG
    bot.api.fail("file", fault)
    person.photo()
    await bot.polled()
    await bot.pickups.run_once()
    assert await bot.database.read(lambda c: evidence.of_conversation(c, person.talk)) == []
    await bot.database.run(lambda c: c.execute(update(pickup).values(due_at=utc_now())))
    await bot.pickups.run_once()
    assert len(await bot.database.read(lambda c: evidence.of_conversation(c, person.talk))) == 1


async def test_words_that_are_changed_afterwards_are_not_taken_for_an_answer(bot: Living) -> None:
    person = bot.person()
    await until_asked_for(bot, person, "叫什么名字")
    person.edits("李四")
    await bot.goes_round()
    assert words("utter_edited") in person.texts[-1]
    assert "叫什么名字" in person.texts[-1]
    assert "李四" in [row.text for row in await talk(bot, person)]  # staff read it


async def test_a_place_that_moves_says_nothing(bot: Living) -> None:
    person = bot.person()
    moving = {**person.message(location={"latitude": 1.0, "longitude": 2.0}), "edit_date": 1_764_000_001}
    bot.api.push(edited_message=moving)
    await bot.goes_round()
    assert (await kinds(bot), person.texts) == ([], [])


async def test_what_nobody_knows_is_answered_and_kept_whole(bot: Living) -> None:
    person = bot.person()
    person.sends(dice={"emoji": "🎲", "value": 3})
    await bot.goes_round()
    assert person.texts == [words("utter_other_kept")]
    assert await kinds(bot) == ["unknown"]


async def test_a_group_is_greeted_once_and_not_read(bot: Living) -> None:
    group = {"id": -100200, "type": "supergroup", "title": "A site"}
    person = bot.person()
    sender = {"id": person.id, "is_bot": False, "first_name": "Invented"}
    was, now = ({"status": status, "user": bot.api.bot} for status in ("left", "member"))
    change = {"chat": group, "from": sender, "date": 1_764_000_000, "old_chat_member": was, "new_chat_member": now}
    bot.api.push(my_chat_member=change)
    bot.api.push(message={"message_id": 5, "date": 1_764_000_000, "chat": group, "from": sender, "text": "大家好"})
    await bot.goes_round()
    assert len(bot.api.texts(-100200)) == 1
    assert await kinds(bot) == []


async def test_who_blocks_the_bot_has_left(bot: Living) -> None:
    person = bot.person()
    await bot.hears(person, "你好")
    was, now = (dict[str, Any](status=status, user=bot.api.bot) for status in ("member", "kicked"))
    sender = {"id": person.id, "is_bot": False, "first_name": "Invented"}
    now["until_date"] = 0
    change = {
        "chat": person.chat,
        "from": sender,
        "date": 1_764_000_000,
        "old_chat_member": was,
        "new_chat_member": now,
    }
    bot.api.push(my_chat_member=change)
    await bot.goes_round()
    assert (await kinds(bot), len(person.texts)) == (["text", "left"], 1)


async def talk(bot: Living, person: Person) -> list[messages.MessageRow]:
    return await bot.database.read(lambda c: messages.said(c, bot.vault, person.talk))
