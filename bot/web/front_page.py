"""The page at `/status`: what runs here and what to try next; all words are in its template."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader

TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page tells about this installation."""

    version: str
    has_wechat: bool
    address: str


def render_front_page(shown: Shown) -> HTMLResponse:
    """The page with a policy that allows its own style and nothing else."""
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    html = environment.get_template("front.html").render(shown=shown)
    return HTMLResponse(html, headers={"Content-Security-Policy": _policy(html), "Cache-Control": "no-cache"})


def _policy(html: str) -> str:
    styles = " ".join(f"'sha256-{_digest(style)}'" for style in re.findall(r"<style>(.*?)</style>", html, re.S))
    return f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
