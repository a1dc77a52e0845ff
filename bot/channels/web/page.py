"""Renders the worker's page; all its words are in its templates."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader
from starlette.responses import HTMLResponse

from bot.channels.web.bodies import LONGEST_TEXT
from bot.channels.web.files import Files
from bot.channels.web.shown import unsaid
from dialogs.replies import Reply
from handlers.evidence import LARGEST

TEMPLATES: Final = Path(__file__).resolve().parent.parent.parent / "templates"
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types xinsheng",
    )
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Permissions-Policy": "geolocation=(self), camera=(), microphone=(self)",
    "Cache-Control": "no-store",
}
LONGEST_VOICE: Final = 120  # seconds
LIMITS: Final = {"photo": LARGEST, "text": LONGEST_TEXT, "voice_seconds": LONGEST_VOICE}


class Page:
    """The page in its states; `welcome` is what is said to who was never here."""

    def __init__(self, files: Files, welcome: Reply) -> None:
        self._files, self._welcome = files, welcome
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True, lstrip_blocks=True
        )
        self._words = json.loads((TEMPLATES / "chat" / "words.json").read_text("utf-8"))

    def talk(self, feed: Mapping[str, Any] | None, scene: str | None) -> HTMLResponse:
        """The talk so far, or what this is when there is none; `feed` is None for who is not known."""
        messages = feed["messages"] if feed else []
        state = dict(feed["state"]) if messages and feed else self._first_state()
        state |= {
            "known": feed is not None,
            "earlier": bool(feed and feed["earlier"]),
            "scene": scene,
            "limits": LIMITS,
        }
        return self._rendered("chat/page.html", 200, messages=messages, state=state)

    def calm(self) -> HTMLResponse:
        """What is shown when the talk cannot be."""
        answer = self._rendered("chat/calm.html", 503, offline=False)
        answer.headers["Retry-After"] = "30"
        return answer

    def offline(self) -> HTMLResponse:
        """What the browser keeps, to be shown when there is no network."""
        return self._rendered("chat/calm.html", 200, offline=True)

    def _first_state(self) -> dict[str, Any]:
        return {"staff": False, "typing": False, "choices": list(self._welcome.choices)}

    def _rendered(self, name: str, status: int, **values: Any) -> HTMLResponse:
        html = self._environment.get_template(name).render(
            words=self._words,
            files=self._files.address,
            scripts=self._files.scripts,
            welcome=unsaid("assistant", self._welcome.text),
            blank=unsaid("assistant"),
            **values,
        )
        return HTMLResponse(html, status, headers=HEADERS)
