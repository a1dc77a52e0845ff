"""One's own account: leaving, and choosing a password."""

from __future__ import annotations

import math

from starlette.responses import RedirectResponse, Response

from console.access import Asked
from console.cookies import drop
from console.door import INSIDE, SIGN_IN, address_of, let_in
from console.pages import Pages
from console.parts import Console
from console.words import told
from handlers.passwords import WeakPassword
from handlers.sign_in import Credentials, LockedOut, WrongPassword


class AccountViews:
    """What everybody may do, whatever his role."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._sign_in, self._now, self._pages = console.sign_in, console.now, pages

    async def leave(self, asked: Asked) -> Response:
        """Back to the door."""
        await self._sign_in.leave(asked.session)
        answer = RedirectResponse(SIGN_IN, 303)
        drop(asked.request, answer, "staff")
        return answer

    async def show_password(self, asked: Asked) -> Response:
        """The form for a new password."""
        return self._form(asked)

    async def change_password(self, asked: Asked) -> Response:
        """Goes on with a new session once the password is another."""
        if asked.field("new") != asked.field("again"):
            return self._form(asked, told("password_differ"))
        given = Credentials(asked.viewer.name, asked.field("old"), address_of(asked.request))
        try:
            session = await self._sign_in.change_password(asked.session, given, asked.field("new"))
        except WrongPassword:
            return self._form(asked, told("old_password_wrong"))
        except WeakPassword as weak:
            return self._form(asked, told(f"password_{weak.fault}"))
        except LockedOut as locked:
            minutes = math.ceil((locked.until - self._now()).total_seconds() / 60)
            return self._form(asked, told("locked_out", minutes=max(minutes, 1)))
        return let_in(asked.request, session, INSIDE)

    def _form(self, asked: Asked, wrong: str | None = None) -> Response:
        return self._pages.page("password.html", asked=asked, here="", wrong=wrong, status=422 if wrong else 200)
