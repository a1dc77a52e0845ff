"""Copies of pictures: upright, small, silent about phone and place; what is broken or a bomb does no harm."""

from __future__ import annotations

import struct
import zlib
from typing import Any, get_args

import pytest

from handlers.evidence import Evidence, Piece
from handlers.pictures import NoCopy, Pictures, Size
from handlers.redrawing import MOST_SCANS, SCAN, SCREEN_PIXELS, THUMB_EDGE, redrawn
from storage.blobs import MemoryBlobs
from storage.database import Database
from storage.evidence import EvidenceRow
from tests.pictures import drawn, opened, photo
from tests.rows import Clock

TALK = "web:page:w1"
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(200)
# Where the red half is once the picture stands as it was taken (Exif 2.3, orientation).
RED = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}


def red_side(content: bytes) -> str:
    image = opened(content)
    wide, high = image.size
    points = {
        "left": (2, high // 2),
        "right": (wide - 3, high // 2),
        "top": (wide // 2, 2),
        "bottom": (wide // 2, high - 3),
    }
    reds: dict[str, Any] = {side: image.getpixel(at) for side, at in points.items()}
    redness = {side: pixel[0] - pixel[2] for side, pixel in reds.items()}
    tall = ("top", "bottom") if high > wide else ("left", "right")
    return max(tall, key=lambda side: redness[side])


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG that promises so many pixels, and a little of its content."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@pytest.mark.parametrize("turned", RED)
def test_a_copy_stands_as_the_picture_was_taken(turned: int) -> None:
    for size in get_args(Size):
        copy = redrawn(photo(300, 200, turned=turned), size)
        assert (copy.width > copy.height) == (turned < 5)
        assert red_side(copy.content) == RED[turned]


def test_a_copy_tells_neither_phone_nor_place() -> None:
    content = photo()
    assert b"Phone 13800000000" in content
    copy = redrawn(content)
    assert (
        b"Phone" not in copy.content and not opened(copy.content).getexif() and "exif" not in opened(copy.content).info
    )


def test_a_large_picture_is_made_small_and_a_small_one_stays() -> None:
    large = redrawn(photo(4000, 3000))
    assert large.width * large.height == pytest.approx(SCREEN_PIXELS, rel=0.01)
    assert (redrawn(photo(64, 48)).width, redrawn(photo(64, 48)).height) == (64, 48)
    assert max(redrawn(photo(4000, 3000), "thumb").width, 0) == THUMB_EDGE


def test_a_long_screenshot_can_still_be_read_and_is_cut_in_lists() -> None:
    content = drawn("RGB", 1080, 9000)
    assert redrawn(content).width > 500
    thumb = redrawn(content, "thumb")
    assert thumb.height == 2 * thumb.width == THUMB_EDGE


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_picture_is_drawn(mode: str) -> None:
    assert opened(redrawn(drawn(mode)).content).mode == "RGB"


@pytest.mark.parametrize("format", ["GIF", "WEBP", "JPEG"])
def test_every_format_is_drawn(format: str) -> None:
    assert redrawn(drawn("L", format=format)).width == 60


def test_what_is_see_through_is_white() -> None:
    assert opened(redrawn(drawn("RGBA")).content).getpixel((5, 5)) == (255, 255, 255)


BROKEN = {
    "half of it": photo(800, 600)[:3000],
    "only its mark": b"\xff\xd8\xff\xe0",
    "a page": b"\xff\xd8\xff<html><script>alert(1)</script>",
    "a drawing of another kind": b"RIFF\x00\x00\x00\x00WEBP" + bytes(50),
    "postscript": b"%!PS-Adobe-3.0 EPSF\n",
    "too many scans": photo() + SCAN * MOST_SCANS,
    "nothing": b"",
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_said_to_be(name: str) -> None:
    with pytest.raises(NoCopy) as none:
        redrawn(BROKEN[name])
    assert none.value.reason == "broken"


@pytest.mark.parametrize("size", [(30_000, 30_000), (7000, 6000), (100_000, 2000)])
def test_a_bomb_is_not_unpacked(size: tuple[int, int]) -> None:
    with pytest.raises(NoCopy) as none:
        redrawn(png_of(*size))
    assert none.value.reason == "too_many_pixels"


async def sent(evidence: Evidence, content: bytes, key: str = "k1") -> EvidenceRow:
    return await evidence.take(Piece(key, TALK, content))


class CountedBlobs(MemoryBlobs):
    """Tells how often it was asked."""

    reads = 0

    def get(self, name: str) -> bytes:
        self.reads += 1
        return super().get(name)


@pytest.fixture
def blobs() -> CountedBlobs:
    return CountedBlobs()


@pytest.fixture
def evidence(database: Database, blobs: CountedBlobs, clock: Clock) -> Evidence:
    ids = iter(f"e{number}" for number in range(100))
    return Evidence(database, blobs, clock, ids.__next__)


@pytest.mark.asyncio
async def test_a_copy_is_made_once_and_the_original_stays(evidence: Evidence, blobs: CountedBlobs) -> None:
    content = photo(300, 200)
    row = await sent(evidence, content)
    pictures = Pictures(evidence)
    first = await pictures.copy(row)
    assert await pictures.copy(row) is first and blobs.reads == 1
    assert (await pictures.copy(row, "thumb")).content != first.content
    assert blobs.get(row.sha256) == content


@pytest.mark.asyncio
async def test_those_looked_at_longest_ago_are_made_anew(evidence: Evidence, blobs: CountedBlobs) -> None:
    sent_ones = [photo(200 + number, 100) for number in range(3)]
    rows = [await sent(evidence, content, f"k{number}") for number, content in enumerate(sent_ones)]
    pictures = Pictures(evidence, kept_bytes=2 * max(len(redrawn(content).content) for content in sent_ones))
    for row in (rows[0], rows[1], rows[0], rows[2], rows[0]):
        await pictures.copy(row)
    assert blobs.reads == 3
    await pictures.copy(rows[1])
    assert blobs.reads == 4


@pytest.mark.asyncio
async def test_what_cannot_be_drawn_says_why(evidence: Evidence, blobs: CountedBlobs) -> None:
    pictures = Pictures(evidence)
    with pytest.raises(NoCopy, match="heic"):
        await pictures.copy(await sent(evidence, HEIC, "k1"))
    voice = await evidence.take(Piece("k2", TALK, b"#!AMR\n", "voice"))
    with pytest.raises(NoCopy, match="no_picture"):
        await pictures.copy(voice)
    lost = await sent(evidence, photo(10, 10), "k3")
    blobs.remove(lost.sha256)
    with pytest.raises(NoCopy, match="gone"):
        await pictures.copy(lost)
