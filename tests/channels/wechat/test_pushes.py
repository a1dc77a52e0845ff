"""The table of pushes: each file beside its expected message, in every mode and format."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.wechat.fields import read_fields
from bot.channels.wechat.messages import inbound_of
from bot.channels.wechat.settings import Mode
from handlers.messages import Inbound
from tests.channels.wechat.conftest import Build

TABLE = Path(__file__).parent / "pushes"
CASES = sorted(path.stem for path in TABLE.glob("*.json"))
FIXED = {"channel": "wechat", "account": "gh_0a1b2c3d4e5f"}


def body_of(case: str) -> bytes:
    return (TABLE / f"{case}.xml").read_bytes()


def shown(message: Inbound) -> dict[str, Any]:
    """The message as JSON, without what is absent, what is the same in all rows, and the hashed key."""
    found = {name: value for name, value in asdict(message).items() if value not in (None, "", (), False)}
    for name, value in FIXED.items():
        assert found.pop(name) == value
    assert found.pop("key").startswith("wechat:")
    del found["received_at"]
    loaded = json.loads(json.dumps(found, default=lambda moment: moment.isoformat()))
    assert isinstance(loaded, dict)
    return loaded


@pytest.mark.parametrize("case", CASES)
def test_a_push_becomes_the_expected_message(case: str) -> None:
    expected = json.loads((TABLE / f"{case}.json").read_text("utf-8"))
    message = inbound_of(read_fields(body_of(case)), datetime(2026, 11, 24, tzinfo=UTC))
    assert message is not None
    assert shown(message) == expected


@pytest.mark.asyncio
@pytest.mark.parametrize("case", CASES)
async def test_a_push_says_the_same_in_every_mode(build: Build, mode: Mode, case: str) -> None:
    world = build(mode)
    response = await world.platform.post(world.platform.push_bytes(body_of(case)))
    assert response.status_code == 200
    expected = json.loads((TABLE / f"{case}.json").read_text("utf-8"))
    assert [shown(message) for message in world.handler.heard] == [expected]


def test_every_push_of_the_table_has_its_expectation() -> None:
    assert CASES == sorted(path.stem for path in TABLE.glob("*.xml"))
    assert len(CASES) >= 20
