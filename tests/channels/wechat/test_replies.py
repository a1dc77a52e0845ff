"""What is written to a worker: whole, within the limit, and readable by any parser."""

from __future__ import annotations

import importlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.wechat.fields import read_fields
from bot.channels.wechat.replies import Bubble, bubble_of, bubbles_of, passive_reply, tappable, words_of
from dialogs.replies import Reply
from handlers.messages import Inbound
from tests.channels.wechat.conftest import NOON, RELAXED
from tests.wechat_users import shown

WECHATPY: Any = importlib.import_module("wechatpy.parser")
MESSAGE = Inbound("wechat", "gh_1", "oUser", "wechat:k", "text", NOON)
ANYTHING = st.text(st.characters(), max_size=400)
EMOJI = "\U0001f468\u200d\U0001f469\u200d\U0001f467"


def xml(text: str) -> str:
    return passive_reply(MESSAGE, text, now=NOON, as_json=False)


@RELAXED
@given(ANYTHING)
def test_any_words_survive_reply_and_parser(said: str) -> None:
    text = words_of([Reply(said)])
    assert read_fields(xml(text).encode())["Content"] == text
    assert json.loads(passive_reply(MESSAGE, text, now=NOON, as_json=True))["Content"] == text


@RELAXED
@given(ANYTHING)
def test_wechatpy_reads_our_replies(said: str) -> None:
    text = words_of([Reply(said)])
    parsed = WECHATPY.parse_message(xml(f"a{text}b"))
    assert (parsed.content, parsed.source, parsed.target) == (f"a{text}b", "gh_1", "oUser")


@pytest.mark.parametrize(
    "evil", ["]]>", "]]]]>>", "]]><FromUserName>x</FromUserName><![CDATA[", "&lt;", "a]]", "<![CDATA["]
)
def test_nothing_breaks_out_of_the_words(evil: str) -> None:
    fields = read_fields(xml(evil).encode())
    assert (fields["Content"], fields["FromUserName"]) == (evil, "gh_1")


def test_controls_and_halves_of_surrogates_are_left_out() -> None:
    assert words_of([Reply("a\x00b\x08\x1bc\ud83dd\udc00e\x85f\ufffeg\r\nh\ri")]) == "abcdefg\nh\ni"


def test_a_turn_is_one_text_with_numbered_choices() -> None:
    replies = [Reply("one"), Reply(""), Reply("", ("a", "b")), Reply("two", ("c",))]
    assert words_of(replies) == "one\n\n1. a\n2. b\n\ntwo\n1. c"
    assert words_of([]) == ""


@RELAXED
@given(ANYTHING, st.integers(4, 60))
def test_cutting_loses_nothing_and_keeps_to_bytes(said: str, limit: int) -> None:
    text = words_of([Reply(said)])
    bubbles = bubbles_of(text, limit)
    assert all(0 < len(bubble.encode()) <= limit for bubble in bubbles)
    assert "".join("".join(bubbles).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "limit", "bubble"),
    [
        ("\u4e00\u4e8c\u3002", 9, Bubble("\u4e00\u4e8c\u3002")),
        ("\u4e00\u4e8c\u3002\u4e09\u56db", 14, Bubble("\u4e00\u4e8c\u3002", "\u4e09\u56db")),
        ("\u4e00\u3002\u4e8c\u4e09\u56db\u4e94\u516d", 20, Bubble("\u4e00\u3002\u4e8c\u4e09\u56db\u4e94", "\u516d")),
        ("one.\ntwo\nthree", 10, Bubble("one.\ntwo", "three")),
        ("1\u20e32\ufe0f\u20e3", 8, Bubble("1\u20e3", "2\ufe0f\u20e3")),
        (f"ok{EMOJI}", 12, Bubble("ok", EMOJI)),
        ("\U0001f44d\U0001f3fd\U0001f44d\U0001f3fd", 13, Bubble("\U0001f44d\U0001f3fd", "\U0001f44d\U0001f3fd")),
    ],
)
def test_where_it_is_cut(text: str, limit: int, bubble: Bubble) -> None:
    assert bubble_of(text, limit) == bubble


def test_2048_bytes_fit_and_one_more_does_not() -> None:
    assert bubble_of("\u94b1" * 682 + "ab") == Bubble("\u94b1" * 682 + "ab")
    cut = bubble_of("\u94b1" * 683)
    assert (len(cut.text), cut.rest) == (682, "\u94b1")


def test_the_time_is_whole_seconds() -> None:
    at = datetime(2026, 11, 24, 4, 0, 0, 999_999, tzinfo=UTC)
    assert "<CreateTime>1795492800</CreateTime>" in passive_reply(MESSAGE, "x", now=at, as_json=False)


def test_the_last_choices_of_a_turn_can_be_tapped_and_read_the_same_on_a_phone() -> None:
    said = [Reply("先说这个", ("甲",)), Reply("同意登记吗？", ("同意", "不同意"))]
    words = tappable(said)
    assert words.count("weixin://bizmsgmenu") == 2 and "msgmenucontent=不同意&msgmenuid=2" in words
    assert shown(words) == words_of(said)


@pytest.mark.parametrize("choice", ['a"b', "<b>", "a&b", "100%", "a\nb"])
def test_a_choice_that_would_break_a_link_stays_plain(choice: str) -> None:
    assert "weixin:" not in tappable([Reply("?", (choice,))])


def test_choices_stay_plain_where_links_do_not_fit_into_one_bubble() -> None:
    said = [Reply("一" * 600, tuple("甲乙丙丁戊"))]
    assert tappable(said) == words_of(said)
    assert len(bubbles_of(tappable(said))) == 1


def test_a_turn_without_choices_is_as_it_was() -> None:
    assert tappable([Reply("您叫什么名字？")]) == "您叫什么名字？"
    assert tappable([]) == ""
