"""The door: the form to sign in, for who comes in and for whose session ended in the middle of his work."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from console.cookies import CSRF_FIELD, CSRF_HEADER, csrf_token, drop, held, is_from_elsewhere, is_genuine, keep
from console.pages import Pages
from console.words import told
from handlers.passwords import Below
from handlers.sign_in import Credentials, LockedOut, Session, SignIn, WrongPassword

SIGN_IN: Final = "/console/sign-in"
INSIDE: Final = "/console"
SECRET: Final = frozenset({CSRF_FIELD, "password", "old", "new", "again"})
LONGEST_TEXT: Final = 4000
LONG: Final = 20  # characters: what is longer was written, whatever its field is called
FREE_TEXTS: Final = frozenset({"text", "note", "words"})
STREAM: Final = "text/event-stream"
NOTHING: Final[Mapping[str, str]] = {}


class Door:
    """Lets people in, and keeps what they had written when the door fell shut."""

    def __init__(self, sign_in: SignIn, pages: Pages, now: Callable[[], datetime], below: Below) -> None:
        self._sign_in, self._pages, self._now, self._below = sign_in, pages, now, below

    def routes(self) -> list[Route]:
        """What can be reached by who is not signed in."""
        return [Route(SIGN_IN, self.show, methods=["GET"]), Route(SIGN_IN, self.enter, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """The form; who is signed in already goes on."""
        if await self._sign_in.session(held(request, "staff")):
            return RedirectResponse(onward(request.query_params.get("next", "")), 303)
        return self._form(request, onward=onward(request.query_params.get("next", "")))

    async def shut(self, request: Request) -> Response:
        """What a request without a session gets: the form, beside what he was about to send."""
        if is_stream(request):
            return Response(status_code=401)  # it comes again by itself, and finds whoever has signed in meanwhile
        if request.headers.get("hx-request") == "true":
            return self._form(request, status=401)
        if request.method == "GET":
            path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
            return RedirectResponse(f"{SIGN_IN}?next={quote(path, safe='')}", 303)
        async with request.form(max_files=0, max_fields=100) as form:
            written = {} if is_from_elsewhere(request) else _written(form)
        return self._form(request, status=401, written=written)

    async def enter(self, request: Request) -> Response:
        """Signs in, and says no more than that it failed when it did."""
        door = held(request, "door")
        async with request.form(max_files=0, max_fields=10) as form:
            typed = {name: str(form.get(name, "")) for name in ("name", "password", "next", CSRF_FIELD)}
        if door is None or is_from_elsewhere(request) or not is_genuine(typed[CSRF_FIELD], door):
            return self._form(request, status=403, wrong=told("stale_form"), typed=typed)
        try:
            given = Credentials(typed["name"], typed["password"], address_of(request))
            session = await self._sign_in.enter(given, held(request, "staff"))
        except WrongPassword:
            return self._form(request, status=422, wrong=told("wrong_password"), typed=typed)
        except LockedOut as locked:
            minutes = math.ceil((locked.until - self._now()).total_seconds() / 60)
            return self._form(request, status=429, wrong=told("locked_out", minutes=max(minutes, 1)), typed=typed)
        return let_in(request, session, onward(typed["next"]))

    def _form(
        self, request: Request, *, status: int = 200, typed: Mapping[str, str] = NOTHING, **more: Any
    ) -> Response:
        name = "parts/sign_in.html" if request.headers.get("hx-request") == "true" else "sign_in.html"
        token = held(request, "door") or f"{self._below(2**256):064x}"
        shown = {"wrong": None, "written": {}, "onward": onward(typed.get("next", "")), **more}
        shown.update(csrf=csrf_token(token), typed_name=typed.get("name", ""))
        answer = self._pages.page(name, status=status, **shown)
        keep(request, answer, "door", token)
        return answer


def let_in(request: Request, session: Session, path: str) -> Response:
    """On to where he wanted, or, for a script that goes on by itself, the token of its next forms."""
    if request.headers.get("hx-request") == "true":
        answer = Response(status_code=204, headers={"Cache-Control": "no-store"})
        answer.headers[CSRF_HEADER] = csrf_token(session.token)
        answer.headers["X-Console-Staff"] = session.viewer.staff_id
    else:
        answer = RedirectResponse(path, 303)
    keep(request, answer, "staff", session.token)
    drop(request, answer, "door")
    return answer


def is_stream(request: Request) -> bool:
    """Whether a page listens for news, which is no use of it and can show no form."""
    return request.headers.get("accept") == STREAM


def address_of(request: Request) -> str:
    """From where it comes, as far as the server knows."""
    return request.client.host if request.client else ""


def onward(path: str) -> str:
    """Only ever to a page of the console: nobody is sent elsewhere by a link with our name."""
    is_ours = path == INSIDE or path.startswith((f"{INSIDE}/", f"{INSIDE}?"))
    return path if is_ours and "\\" not in path and path.isprintable() else INSIDE


def _written(form: FormData) -> dict[str, str]:
    """What he had written, to be copied from the page; never a password."""
    texts = {name: value for name, value in form.multi_items() if isinstance(value, str) and name not in SECRET}
    free = {name: value for name, value in texts.items() if name in FREE_TEXTS or len(value) > LONG}
    return {name: value[:LONGEST_TEXT] for name, value in free.items() if value.strip()}
