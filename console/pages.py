"""Renders the console's templates, with the headers that let a page do only what ours do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from console.formats import FILTERS, clock_filters
from console.statics import Statics
from console.words import words
from handlers.viewer import Right

TEMPLATES: Final = Path(__file__).parent / "templates"
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Pages:
    """The templates, filled with values that are escaped wherever they come from."""

    def __init__(self, statics: Statics, now: Callable[[], datetime]) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            auto_reload=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update({**FILTERS, **clock_filters(now)})
        self._environment.globals.update(static=statics.url, words=words(), Right=Right)

    def text(self, name: str, **values: Any) -> str:
        """The template, filled."""
        return self._environment.get_template(name).render(values)

    def page(self, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """The template as an answer."""
        return HTMLResponse(self.text(name, **values), status, headers=HEADERS)
