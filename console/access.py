"""Who may come in: finds out who asks, whether he may, and whether the form is ours, before a view sees anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import structlog
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console.cookies import CSRF_FIELD, CSRF_HEADER, csrf_token, held, is_from_elsewhere, is_genuine
from console.door import Door, is_stream
from console.pages import Pages
from handlers.sign_in import Session, SignIn
from handlers.viewer import Right, Viewer

log = structlog.get_logger(__name__)
CHOOSING: Final = "/console/password"
ALWAYS: Final = frozenset({CHOOSING, "/console/sign-out"})
STAFF_HEADER: Final = "X-Console-Staff"
RENEWAL_HEADER: Final = "X-Renewal"  # a page that renews itself keeps nobody signed in


class NotThere(Exception):
    """There is no such thing, or it lies outside the viewer's area, which looks the same."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody who may ask for it asks for."""

    request: Request
    session: Session
    form: FormData = field(default_factory=FormData)

    @property
    def viewer(self) -> Viewer:
        return self.session.viewer

    @property
    def csrf(self) -> str:
        return csrf_token(self.session.token)

    @property
    def wants_part(self) -> bool:
        """Whether a script wants only the part of the page that changed."""
        return self.request.headers.get("hx-request") == "true"

    def query(self, name: str) -> str:
        """What the address says, empty when it says nothing."""
        return self.request.query_params.get(name, "").strip()

    def field(self, name: str) -> str:
        """What was typed into that field of the form, empty when nothing was."""
        value = self.form.get(name, "")
        return "" if isinstance(value, UploadFile) else value.strip()


View = Callable[[Asked], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """One row of the console's table of pages; without a right it is for everybody who is signed in.

    So many `files` may come with it.
    """

    method: Literal["GET", "POST"]
    path: str
    view: View
    right: Right | None = None
    files: int = 0


class Guard:
    """Makes routes of pages that nobody enters who may not."""

    def __init__(self, sign_in: SignIn, pages: Pages, door: Door) -> None:
        self._sign_in, self._pages, self._door = sign_in, pages, door

    def route(self, page: Page) -> Route:
        """The page behind the guard."""

        async def guarded(request: Request) -> Response:
            is_used = RENEWAL_HEADER not in request.headers and not is_stream(request)
            session = await self._sign_in.session(held(request, "staff"), is_used=is_used)
            if session is None:
                return await self._door.shut(request)
            return await self._checked(page, request, session)

        return Route(page.path, guarded, methods=[page.method])

    async def _checked(self, page: Page, request: Request, session: Session) -> Response:
        if session.must_change and request.url.path not in ALWAYS:
            return Response(status_code=403) if is_stream(request) else RedirectResponse(CHOOSING, 303)
        if page.right and not session.viewer.may(page.right):
            return self.refusal(Asked(request, session), 403)
        if page.method == "GET":
            return await self._viewed(page, Asked(request, session))
        return await self._posted(page, request, session)

    async def _posted(self, page: Page, request: Request, session: Session) -> Response:
        async with request.form(max_files=page.files, max_fields=100) as form:
            given = str(form.get(CSRF_FIELD) or request.headers.get(CSRF_HEADER, ""))
            if is_from_elsewhere(request) or not is_genuine(given, session.token):
                return self._not_ours(Asked(request, session))
            return await self._viewed(page, Asked(request, session, form))

    async def _viewed(self, page: Page, asked: Asked) -> Response:
        try:
            return await page.view(asked)
        except NotThere:
            return self.refusal(asked, 404)
        except Exception:
            log.exception("a page of the console failed", path=page.path)
            return self.refusal(asked, 500)

    def _not_ours(self, asked: Asked) -> Response:
        """A page opened before its owner signed in anew is told the valid token; no other site can read it."""
        answer = self.refusal(asked, 403, stale=True)
        if asked.wants_part and not is_from_elsewhere(asked.request):
            answer.headers[CSRF_HEADER] = asked.csrf
            answer.headers[STAFF_HEADER] = asked.viewer.staff_id
        return answer

    def refusal(self, asked: Asked, status: int, **values: Any) -> Response:
        """The page that says why not."""
        name = "parts/refused.html" if asked.wants_part else "refused.html"
        return self._pages.page(name, status=status, asked=asked, code=status, here="", **{"stale": False, **values})
