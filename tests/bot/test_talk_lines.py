"""The form of `talk --json`."""

import asyncio
import io
import json
import os
from typing import Any

import pytest

from bot.json_lines import BadLine, read_object, write_object
from bot.line_reader import lines_of
from bot.talk_lines import LONGEST_TEXT, Line, line_out, read_line


def line(**told: Any) -> bytes:
    return json.dumps(told).encode()


def test_a_line_is_a_message_of_its_conversation() -> None:
    assert read_line(line(conversation="a", text="hello"), "local") == Line("a", "hello")
    assert read_line(line(text="hello"), "local") == Line("local", "hello")


def test_photos_places_and_scenes_can_be_said() -> None:
    assert read_line(line(kind="photo"), "local").kind == "image"
    told = read_line(line(kind="location", label="gate", latitude=36.1, longitude=103), "local")
    assert (told.label, told.latitude, told.longitude) == ("gate", 36.1, 103.0)
    assert read_line(line(kind="entered", scene="site-7"), "local").scene == "site-7"


BAD = [
    b"",
    b"hello",
    b"[]",
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    line(),
    line(text=3),
    line(text=None),
    line(text="x", conversation=3),
    line(text="x", conversation=""),
    line(text="x", conversation="a\nb"),
    line(text="x", conversation="a" * 200),
    line(text="x", key=""),
    line(text="x", kind="telepathy"),
    line(kind="location", latitude="north"),
    line(kind="location", latitude=True),
]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_line_is_refused_with_a_reason(bad: bytes) -> None:
    with pytest.raises(BadLine, match=r"\w"):
        read_line(bad, "local")


def test_an_endless_text_is_cut_and_half_characters_replaced() -> None:
    assert len(read_line(line(text="x" * 100_000), "local").text) == LONGEST_TEXT
    assert read_line(b'{"text": "a\\ud800b"}', "local").text == "a\ufffdb"


def test_an_error_line_has_the_usual_keys_with_nothing_in_them() -> None:
    assert line_out({"error": "no"}) == {
        "replies": [],
        "asked": None,
        "outcome": None,
        "complaint": None,
        "case_number": None,
        "error": "no",
    }
    assert "error" not in line_out({"replies": [{"text": "x", "choices": []}], "notices": ["1"]})


def test_what_utf8_cannot_hold_is_escaped() -> None:
    out = io.BytesIO()
    write_object(out, {"id": "\ud800", "text": "\u60a8"})
    assert read_object(out.getvalue()) == {"id": "\ud800", "text": "\u60a8"}


@pytest.mark.asyncio
async def test_lines_come_while_the_loop_stays_awake() -> None:
    reading, writing = os.pipe()
    lines = lines_of(reading)
    waiting = asyncio.ensure_future(anext(lines))
    await asyncio.sleep(0.01)
    assert not waiting.done()
    os.write(writing, b"one\ntwo\nlast without end")
    os.close(writing)
    assert [await waiting, *[one async for one in lines]] == [b"one", b"two", b"last without end"]
    os.close(reading)
