"""A file whose content WeChat gives nobody is asked for on a page, where there is one."""

from __future__ import annotations

import pytest

from dialogs.actions.uploading import Link, register_upload_link
from dialogs.effects import TurnEffects
from dialogs.engine import Engine
from dialogs.registry import register_actions
from dialogs.replies import render
from tests.dialogs.fakes import Clock, FakeCases, counting
from tests.talks import SCRIPT, DialogAlone, Message


def with_page(link: Link) -> DialogAlone:
    clock, effects = Clock(), TurnEffects()
    cases = FakeCases(clock)
    actions = register_actions(effects, cases, counting("XS2026{:04}"), counting("draft-{}"), clock)
    register_upload_link(actions, link)
    return DialogAlone(SCRIPT, clock, cases, Engine(SCRIPT, actions, clock, effects))


@pytest.mark.asyncio
async def test_a_file_is_asked_for_on_his_own_page() -> None:
    turn = await with_page(lambda talk: f"https://wages.test/u/{talk}").hear(Message("m1", "", "file"))
    link = "https://wages.test/u/talk:test:worker"
    assert turn.replies[0] == render(SCRIPT.domain, {"response": "utter_file_by_page", "link": link}, {})


@pytest.mark.asyncio
async def test_without_a_page_he_is_asked_for_photos() -> None:
    turn = await with_page(lambda talk: None).hear(Message("m1", "", "file"))
    assert turn.replies[0] == render(SCRIPT.domain, {"response": "utter_file_unread"}, {})


@pytest.mark.asyncio
async def test_a_photo_is_taken_as_ever() -> None:
    turn = await with_page(lambda talk: "https://wages.test/u/x").hear(Message("m1", "", "image"))
    assert turn.replies[0] == render(SCRIPT.domain, {"response": "utter_photo_noted"}, {})
