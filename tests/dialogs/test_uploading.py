"""A file whose content WeChat gives nobody is asked for on a page, where there is one."""

from __future__ import annotations

import pytest

from dialogs.actions.uploading import Link, register_upload_link
from dialogs.conversation import Conversation, Turn
from dialogs.effects import TurnEffects
from dialogs.engine import Engine
from dialogs.registry import register_actions
from dialogs.replies import render
from dialogs.said import Said
from tests.dialogs.fakes import Clock, FakeCases, counting
from tests.talks import SCRIPT, WORKER


async def heard(link: Link, kind: str) -> Turn:
    clock, effects = Clock(), TurnEffects()
    actions = register_actions(effects, FakeCases(clock), counting("XS2026{:04}"), counting("draft-{}"), clock)
    register_upload_link(actions, link)
    return await Engine(SCRIPT, actions, clock, effects).turn(Conversation(WORKER), Said("", kind))


@pytest.mark.asyncio
async def test_a_file_is_asked_for_on_his_own_page() -> None:
    turn = await heard(lambda talk: f"https://wages.test/u/{talk}", "file")
    link = "https://wages.test/u/talk:test:worker"
    assert turn.replies[0] == render(SCRIPT.domain, {"response": "utter_file_by_page", "link": link}, {})


@pytest.mark.asyncio
async def test_without_a_page_he_is_asked_for_photos() -> None:
    turn = await heard(lambda talk: None, "file")
    assert turn.replies[0] == render(SCRIPT.domain, {"response": "utter_file_unread"}, {})


@pytest.mark.asyncio
async def test_a_photo_is_taken_as_ever() -> None:
    turn = await heard(lambda talk: "https://wages.test/u/x", "image")
    assert turn.replies[0] == render(SCRIPT.domain, {"response": "utter_photo_noted"}, {})
