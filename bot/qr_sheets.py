"""Draws QR codes to be printed: a sheet with the name of the site under each, or a picture for each."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined

TEMPLATES: Final = Path(__file__).parent / "templates"
LEVEL: Final = "m"  # still read with 15 % of it dirty or torn: it hangs at a gate
QUIET: Final = 4  # modules of white around it, as ISO 18004 wants
PIXELS: Final = 12  # for each module of a picture: large enough for a poster
UNSAFE: Final = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class Code:
    """One code: what it stands for, its name for people, what WeChat's code holds, and our page's address if any."""

    scene: str
    name: str
    holds: str
    page: str | None = None


def read_scenes(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Scenes with their names, one a line: the scene, then after a tab or comma its name; # begins a remark."""
    written = (line.split("#", 1)[0].strip() for line in lines)
    parts = (re.split(r"\t|,", line, maxsplit=1) for line in written if line)
    return [(scene.strip(), (name[0].strip() if name else "") or scene.strip()) for scene, *name in parts]


def sheet_of(codes: Sequence[Code], title: str) -> str:
    """A page of its own, six codes on each A4 sheet, that needs no network to be printed."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    environment.filters["code"] = drawn
    return environment.get_template("qr_sheet.html").render(codes=codes, title=title)


def drawn(text: str) -> str:
    """The code as an address that a page can show as it stands, sharp at any size."""
    return str(_code(text).svg_data_uri(border=QUIET, xmldecl=False, nl=False))


def picture(text: str) -> bytes:
    """The code as a PNG."""
    written = io.BytesIO()
    _code(text).save(written, kind="png", scale=PIXELS, border=QUIET)
    return written.getvalue()


def write_pictures(codes: Iterable[Code], folder: Path) -> list[Path]:
    """A PNG for each code, named by its scene; raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number, code in enumerate(codes, 1):
        path = folder / f"{number:03d}-{UNSAFE.sub('_', code.scene)}.png"
        path.write_bytes(picture(code.holds))
        paths.append(path)
    return paths


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error=LEVEL)
