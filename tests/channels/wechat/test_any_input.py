"""Whatever arrives, nothing is raised but a refusal and nothing is answered with a 5xx."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_from_bytes

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette

from bot.channels.wechat.fields import read_fields
from bot.channels.wechat.messages import MESSAGES, clean, inbound_of
from bot.channels.wechat.refusals import BadPush
from bot.channels.wechat.route import Leftovers, make_wechat_route
from bot.channels.wechat.settings import Mode
from tests.channels.wechat.conftest import NOON, RELAXED, Clock, FakeHandler, Rests, settings_of
from tests.wechat_users import Account, Platform, Push

NOW = datetime(2026, 11, 24, tzinfo=UTC)
KINDS = [*MESSAGES, "text", "event", "file", "EVENT", "device_event", "x", ""]
EVENTS = ["subscribe", "SCAN", "CLICK", "VIEW", "LOCATION", "unsubscribe", "kf_create_session", "x", ""]
NAMES = ["Content", "MediaId", "PicUrl", "Location_X", "Location_Y", "Label", "EventKey", "MsgId", "CreateTime", "List"]
WORDS = st.one_of(st.text(max_size=20), st.sampled_from(["", "1", "-1", "nan", "1e999", "9" * 40, "qrscene_", "\x00"]))
VALUES: st.SearchStrategy[Any] = st.recursive(
    WORDS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(WORDS, inner, max_size=3)), max_leaves=6
)
FIELDS = st.fixed_dictionaries(
    {"ToUserName": st.just("gh_1"), "FromUserName": st.just("o1")},
    optional={
        "MsgType": st.one_of(st.sampled_from(KINDS), VALUES),
        "Event": st.one_of(st.sampled_from(EVENTS), VALUES),
        **{name: VALUES for name in NAMES},
    },
)
ELEMENT = st.sampled_from(["xml", "Content", "MsgType", "ToUserName", "item", "List", "a"])
TAGS = st.lists(st.one_of(ELEMENT.map("<{}>".format), ELEMENT.map("</{}>".format), st.text(max_size=5)), max_size=12)


async def posted(mode: Mode, body: bytes, *, signed: bool, raw_query: bytes = b"") -> int:
    account = Account(mode=mode)
    app = Starlette(routes=[make_wechat_route(settings_of(account), FakeHandler(), Leftovers(Rests()), now=Clock())])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app)) as client:
        platform = Platform(account, client, now=lambda: NOON)
        push = platform.push_bytes(body) if signed else Push(quote_from_bytes(raw_query, safe="=&%"), body)
        return (await platform.post(push)).status_code


@RELAXED
@given(FIELDS)
def test_fields_of_any_kind_become_a_message(fields: dict[str, Any]) -> None:
    message = inbound_of(fields, NOW)
    assert message is not None
    assert message.user_id == "o1"


@RELAXED
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    try:
        assert isinstance(read_fields(body), dict)
    except BadPush as bad:
        assert bad.status == 400


@RELAXED
@given(TAGS.map("".join))
def test_any_tags_are_read_or_refused(body: str) -> None:
    for document in (body, f"<xml>{body}</xml>", f"<?xml version='1.0' encoding='gbk'?><xml>{body}</xml>"):
        try:
            assert isinstance(read_fields(document.encode("utf-8", "surrogatepass")), dict)
        except BadPush as bad:
            assert bad.status == 400


@settings(RELAXED, max_examples=30)
@given(st.sampled_from(["safe", "compat", "plain"]), st.binary(max_size=200), st.booleans(), st.binary(max_size=60))
def test_no_request_is_answered_with_a_5xx(mode: Mode, body: bytes, signed: bool, raw_query: bytes) -> None:
    assert asyncio.run(posted(mode, body, signed=signed, raw_query=raw_query)) in (200, 400, 403)


@RELAXED
@given(st.text(st.characters(), max_size=200))
def test_any_content_survives_the_parser(content: str) -> None:
    safe = content.replace("]]>", "]]]]><![CDATA[>")
    body = f"<xml><Content><![CDATA[{safe}]]></Content></xml>".encode("utf-8", "surrogatepass")
    read = str(read_fields(body)["Content"])
    lines = content.replace("\r\n", "\n").replace("\r", "\n")  # XML's own rule
    assert clean(read) == clean(lines) or "\ufffd" in read


@pytest.mark.parametrize("accents", ["\u0315\u0300" * 20_000, "\u1161\u1100" * 20_000])
def test_endless_accents_do_not_stop_the_process(accents: str) -> None:
    started = asyncio.run(clock_of_loop())
    clean("a" + accents)
    assert asyncio.run(clock_of_loop()) - started < 1.0


async def clock_of_loop() -> float:
    return asyncio.get_running_loop().time()
