"""Pictures as phones make them, for tests; what is in them is drawn, never taken."""

from __future__ import annotations

import io
from typing import Any, Final

from PIL import Image

ORIENTATION: Final = 0x0112
GPS: Final = 0x8825
MODEL: Final = 0x0110
SITE: Final = {1: "N", 2: (32.0, 12.0, 5.0), 3: "E", 4: (119.0, 27.0, 3.0)}


def photo(width: int = 64, height: int = 48, *, turned: int = 1, **more: Any) -> bytes:
    """A JPEG that tells its phone and place, red on the left and blue on the right as its bytes lie."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    exif[ORIENTATION], exif[GPS], exif[MODEL] = turned, SITE, "Phone 13800000000"
    return _saved(image, "JPEG", exif=exif, quality=90, **more)


def drawn(mode: str, width: int = 60, height: int = 40, format: str = "PNG") -> bytes:
    """A picture of that mode: its middle grey."""
    return _saved(Image.new(mode, (width, height), 0 if mode == "1" else None), format)


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def _saved(image: Image.Image, format: str, **more: Any) -> bytes:
    into = io.BytesIO()
    image.save(into, format, **more)
    return into.getvalue()
