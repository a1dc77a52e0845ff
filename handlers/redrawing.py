"""Draws a picture anew, within bounds, with nothing in it but what is seen."""

from __future__ import annotations

import io
from math import sqrt
from typing import Final

from PIL import Image
from PIL.Image import Resampling, Transpose

from handlers.pictures import Copy, NoCopy, Size

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
TURNS: Final = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}


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
