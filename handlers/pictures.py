"""Copies of workers' pictures for looking at: upright, small, without where and with what they were taken.

The original stays as it came; a copy is made when it is asked for and kept in memory for a while, nowhere else.
"""

from __future__ import annotations

import asyncio
import io
from collections import OrderedDict
from dataclasses import dataclass
from math import sqrt
from typing import Final, Literal

from PIL import Image
from PIL.Image import Resampling, Transpose

from handlers.evidence import Evidence
from storage.evidence import EvidenceRow

Size = Literal["thumb", "screen"]
Reason = Literal["heic", "broken", "too_many_pixels", "gone", "no_picture"]
THUMB_EDGE: Final = 480
THUMB_RATIO: Final = 2  # a long screenshot is cut in lists, from its top
SCREEN_PIXELS: Final = 3_000_000
QUALITY: Final = {"thumb": 78, "screen": 86}
DECODED: Final = ("JPEG", "PNG", "GIF", "WEBP")
MOST_PIXELS: Final = {"JPEG": 51_000_000, "MPO": 51_000_000}  # a phone's finest; a JPEG is made smaller as it is read
MOST_PIXELS_OTHERS: Final = 36_000_000
MOST_SCANS: Final = 100  # a progressive JPEG has about ten; each is a walk through the whole picture
SCAN: Final = b"\xff\xda"
ORIENTATION: Final = 0x0112
AT_ONCE: Final = 2
KEPT_BYTES: Final = 32 * 1024 * 1024
TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


class NoCopy(Exception):
    """There is no copy to look at; `reason` says why, and the original is there all the same unless it is gone."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Copy:
    """A JPEG with nothing in it but what is seen."""

    content: bytes
    width: int
    height: int


class Pictures:
    """One for a process: few are made at once, and those that were looked at last are kept."""

    def __init__(self, evidence: Evidence, kept_bytes: int = KEPT_BYTES) -> None:
        self._evidence, self._kept_bytes = evidence, kept_bytes
        self._kept: OrderedDict[tuple[str, Size], Copy] = OrderedDict()
        self._making = asyncio.Semaphore(AT_ONCE)

    async def copy(self, row: EvidenceRow, size: Size = "screen") -> Copy:
        """The copy of a piece that the caller may see; raises NoCopy."""
        if row.kind != "image":
            raise NoCopy("no_picture")
        if row.format == "heic":  # nothing here reads it, and most browsers do not either
            raise NoCopy("heic")
        name = (row.sha256, size)
        async with self._making:
            if name not in self._kept:
                self._keep(name, await self._made(row, size))
            self._kept.move_to_end(name)
            return self._kept[name]

    async def _made(self, row: EvidenceRow, size: Size) -> Copy:
        found = await self._evidence.open(row.id, row.conversation_id)
        if found is None:
            raise NoCopy("gone")
        return await asyncio.to_thread(redrawn, found[1], size)

    def _keep(self, name: tuple[str, Size], copy: Copy) -> None:
        self._kept[name] = copy
        while len(self._kept) > 1 and sum(len(one.content) for one in self._kept.values()) > self._kept_bytes:
            self._kept.popitem(last=False)


def redrawn(content: bytes, size: Size = "screen") -> Copy:
    """The picture drawn anew; raises NoCopy for what is broken, or so large that drawing it would harm us."""
    try:
        return _redrawn(content, size)
    except NoCopy:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:  # Pillow's own limit, above ours
        raise NoCopy("too_many_pixels") from bomb
    except Exception as failure:  # a decoder meets a stranger's bytes: whatever it stumbles over, the picture is broken
        raise NoCopy("broken") from failure


def _redrawn(content: bytes, size: Size) -> Copy:
    with Image.open(io.BytesIO(content), formats=DECODED) as image:
        _refuse_bomb(image, content)
        turn = TURNS.get(_orientation(image))
        wanted = _fitting(image.size, size)
        image.draft("RGB", wanted)  # of a JPEG only as much is read as is wanted
        seen = _cut(image) if size == "thumb" else image
        small = _readable(seen).resize(_fitting(seen.size, size), Resampling.LANCZOS, reducing_gap=2.0)
        upright = _on_white(small.transpose(turn) if turn is not None else small)
        return _written(upright, size)


def _refuse_bomb(image: Image.Image, content: bytes) -> None:
    most = MOST_PIXELS.get(image.format or "", MOST_PIXELS_OTHERS)
    if image.width * image.height > most:
        raise NoCopy("too_many_pixels")
    if image.format in MOST_PIXELS and content.count(SCAN) > MOST_SCANS:
        raise NoCopy("broken")


def _orientation(image: Image.Image) -> int:
    """How the phone was held (Exif 2.3, tag 0x0112); 1, upright, where nothing sensible is said."""
    try:
        said = image.getexif().get(ORIENTATION, 1)
    except Exception:  # what the picture says about itself may be nonsense while the picture is whole
        return 1
    return said if isinstance(said, int) else 1


def _fitting(size: tuple[int, int], wanted: Size) -> tuple[int, int]:
    width, height = size
    scale = THUMB_EDGE / max(size) if wanted == "thumb" else sqrt(SCREEN_PIXELS / (width * height))
    return max(round(width * min(scale, 1)), 1), max(round(height * min(scale, 1)), 1)


def _cut(image: Image.Image) -> Image.Image:
    width, height = image.size
    wide, high = min(width, height * THUMB_RATIO), min(height, width * THUMB_RATIO)
    left = (width - wide) // 2
    return image.crop((left, 0, left + wide, high)) if (wide, high) != image.size else image


def _readable(image: Image.Image) -> Image.Image:
    """In a mode that can be made smaller smoothly."""
    if image.mode in ("RGB", "RGBA", "L"):
        return image
    has_holes = "transparency" in image.info or image.mode in ("LA", "PA", "La")
    return image.convert("RGBA" if has_holes else "RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image.convert("RGB")
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def _written(image: Image.Image, size: Size) -> Copy:
    into = io.BytesIO()
    image.save(into, "JPEG", quality=QUALITY[size])
    return Copy(into.getvalue(), image.width, image.height)
