"""The fields of a push are read as they were sent."""

from __future__ import annotations

import pytest

from bot.channels.wechat.fields import Value, read_fields


def content(raw: bytes) -> Value:
    return read_fields(b"<xml><Content><![CDATA[" + raw + b"]]></Content></xml>")["Content"]


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        (b"a\x00b\x08c\x0b\x0c\x1b\x1fd", "a\x00b\x08c\x0b\x0c\x1b\x1fd"),
        (b"  spaces stay \t\n", "  spaces stay \t\n"),
        (b"line\r\nline\rline", "line\nline\nline"),
        (b"\x7f\xc2\x85", "\x7f\x85"),
        (b"\x00\xef\xbf\xbe\xef\xbf\xbf", "\x00\ufffe\uffff"),
        (b"\xf0\x9f\x91\xb7", "\U0001f477"),
        (b"\xed\xa0\xbd\xed\xb1\xb7", "\U0001f477"),
        (b"half \xed\xa0\xbd.", "half \ufffd."),
        (b"cut \xe4\xbd", "cut \ufffd"),
        (b"&amp;<b>&#1;", "&amp;<b>&#1;"),
    ],
)
def test_a_text_stays_as_it_was_sent(raw: bytes, read: str) -> None:
    assert content(raw) == read


@pytest.mark.parametrize(
    "body",
    [
        b"<xml><a>1</a></xml>",
        b"\xef\xbb\xbf  <xml><a>1</a></xml>\n",
        b"<?xml version='1.0' encoding='gb2312'?><xml><a x='y'>1</a></xml>",
        b"<xml><!-- note --><a><![CDATA[1]]></a>text beside</xml>",
        b'{"a": 1}',
        b'\xef\xbb\xbf\n{"a":"1"}',
    ],
)
def test_wrappings_do_not_matter(body: bytes) -> None:
    assert read_fields(body) == {"a": "1"}


def test_json_values_become_words() -> None:
    body = b'{"a":null,"b":true,"c":12345678901234567890,"d":1.50,"e":[1,{"f":-0.0}]}'
    assert read_fields(body) == {
        "a": "",
        "b": "true",
        "c": "12345678901234567890",
        "d": "1.50",
        "e": ["1", {"f": "-0.0"}],
    }


def test_only_lists_below_the_top_may_repeat() -> None:
    body = b"<xml><E><List><a>1</a></List><List><a>2</a></List><List>3</List></E></xml>"
    assert read_fields(body) == {"E": {"List": [{"a": "1"}, {"a": "2"}, "3"]}}
