"""The audit log: who did what, when, about whom and why."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from starlette.responses import Response

from cases.numbering import parse_case_number
from console.access import Asked
from console.pages import Pages
from console.parts import Console
from console.words import words
from storage.audit import Looked, look

PAGE: Final = 60
FILTERS: Final = ("by", "action", "subject")


class AuditViews:
    """Read-only, for those who watch the watchers, each within his area."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._database, self._vault, self._pages = console.database, console.vault, pages

    async def show(self, asked: Asked) -> Response:
        """A page of acts, newest first."""
        chosen = {name: asked.query(name) for name in FILTERS}
        before = asked.query("before")
        looked = Looked(
            area=asked.viewer.area,
            by=chosen["by"] or None,
            action=chosen["action"] or None,
            subject=parse_case_number(chosen["subject"]) or chosen["subject"] or None,
            before=int(before) if before.isascii() and before.isdecimal() and len(before) < 18 else None,
            count=PAGE + 1,
        )
        acts = await self._database.read(lambda connection: look(connection, self._vault, looked))
        kept = {name: value for name, value in chosen.items() if value}
        return self._pages.page(
            "audit.html",
            asked=asked,
            here="audit",
            acts=acts[:PAGE],
            chosen=chosen,
            actions=words()["action"],
            older=f"?{urlencode({**kept, 'before': acts[PAGE - 1].id})}" if len(acts) > PAGE else None,
            newest=f"?{urlencode(kept)}" if before else None,
        )
