"""The actions over HTTP, in the words of Rasa's own action protocol."""

from __future__ import annotations

import json
import zlib
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.action_server import make_action_app
from dialogs.effects import ComplaintFiled, ConsentGiven, TurnEffects
from dialogs.registry import register_actions
from handlers.effects import Desk, EffectsAtOnce
from storage.database import Database
from storage.vault import Vault
from tests.dialogs.fakes import FailingEffects, FakeCases, counting
from tests.rows import FACTS, NUMBER, TALK, Clock, database, own_postgres, url, vault
from tests.talks import SCRIPT

__all__ = ["database", "own_postgres", "url", "vault"]
pytestmark = pytest.mark.asyncio
FORM = "validate_complaint_form"


def app(effects: Any = None) -> httpx.AsyncClient:
    clock = Clock()
    actions = register_actions(
        effects or FailingEffects(), FakeCases(clock), counting("XS{}"), counting("draft-{}"), clock
    )
    served = make_action_app(actions, today=lambda: date(2026, 11, 24))
    return httpx.AsyncClient(transport=httpx.ASGITransport(served), base_url="http://test")


@pytest_asyncio.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with app() as client:
        yield client


def call(action: str, text: str, intent: str, **slots: Any) -> dict[str, Any]:
    tracker = {
        "sender_id": TALK,
        "slots": dict.fromkeys(SCRIPT.domain["slots"]) | slots,
        "latest_message": {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": []},
        "events": [{"event": "user", "text": text}],
        "paused": False,
        "active_loop": {"name": "complaint_form"} if action == FORM else {},
    }
    return {"next_action": action, "sender_id": TALK, "tracker": tracker, "domain": SCRIPT.domain, "version": "3.6.21"}


async def test_an_action_says_its_words(client: httpx.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call("action_greet", "你好", "greet"))
    assert answer.status_code == 200
    assert [said["response"] for said in answer.json()["responses"]] == ["utter_greet"]


async def test_the_form_asks_for_consent_first(client: httpx.AsyncClient) -> None:
    answer = (await client.post("/webhook", json=call(FORM, "我要投诉", "report_arrears"))).json()
    asked = [event["value"] for event in answer["events"] if event.get("name") == "requested_slot"]
    assert asked == ["consent"]


async def test_a_form_that_stands_aside_is_a_rejection_as_rasa_knows_it(client: httpx.AsyncClient) -> None:
    answer = await client.post("/webhook", json=call(FORM, "转人工", "human", requested_slot="consent"))
    assert (answer.status_code, answer.json()["action_name"]) == (400, FORM)


async def test_a_deflated_call_is_read(client: httpx.AsyncClient) -> None:
    body = zlib.compress(json.dumps(call("action_greet", "你好", "greet")).encode())
    answer = await client.post("/webhook", content=body, headers={"content-encoding": "deflate"})
    assert answer.json()["responses"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"tracker": 1}', b"\xff"])
async def test_what_is_no_call_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/webhook", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


async def test_unknown_actions_and_failing_ones_say_so_without_the_inside(client: httpx.AsyncClient) -> None:
    assert (await client.post("/webhook", json=call("action_nothing", "x", "greet"))).status_code == 404
    failed = await client.post("/webhook", json=call("action_hand_over", "人工", "human"))
    assert failed.status_code == 500
    assert "port is closed" not in failed.text


async def test_every_action_bears_to_be_called_by_itself() -> None:
    """As a Rasa server calls each: with a message that nobody has read yet."""
    slots = {"draft_id": "draft-1", "case_number": "XS1", "album": {"at": "2026-11-24T01:00:00+00:00", "count": 2}}
    called = [(action, rule.intent) for rule in SCRIPT.rules for action in rule.steps if rule.intent]
    called += [(action, "affirm") for action in SCRIPT.domain["actions"] if action.startswith("action_ask_")]
    async with app(TurnEffects()) as client:
        for action, intent in called:
            answer = await client.post("/webhook", json=call(action, "1", intent, **slots))
            assert answer.status_code != 500, (action, intent)


async def test_names_health_and_parsing_are_there(client: httpx.AsyncClient) -> None:
    names = {one["name"] for one in (await client.get("/actions")).json()}
    assert {FORM, "action_file_complaint", "action_hand_over"} <= names
    assert (await client.get("/health")).json() == {"status": "ok"}
    parsed = (await client.post("/model/parse", json={"text": "鼎立劳务欠我两万四"})).json()
    assert parsed["intent"]["name"] == "report_arrears"
    owed = next(one for one in parsed["entities"] if one["entity"] == "amount_owed_yuan")
    assert (owed["value"], parsed["text"][owed["start"] : owed["end"]]) == ("24000", "两万四")


async def test_under_rasa_an_effect_is_true_at_once_and_once(database: Database, vault: Vault) -> None:
    from cases.clocks import Calendar
    from cases.embedded import EmbeddedDesk

    effects = EffectsAtOnce(database, Desk(vault, Calendar()), Clock())
    await effects.put(TALK, ConsentGiven("2026-11", True))
    for _ in range(2):
        await effects.put(TALK, ComplaintFiled("draft-1", NUMBER, FACTS))
    states = await EmbeddedDesk(database, vault).cases_of(TALK)
    assert [state.case_number for state in states] == [NUMBER]
