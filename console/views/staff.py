"""Who works here: adding people, changing what they may do, giving a new first password."""

from __future__ import annotations

from starlette.responses import Response

from console.access import Asked, NotThere
from console.pages import Pages
from console.parts import Console
from console.words import told
from handlers.staff import (
    BadName,
    BeyondReach,
    Duties,
    FirstPassword,
    LastAdmin,
    NameTaken,
    NewStaff,
    NoSuchStaff,
)
from handlers.viewer import Role, UnknownArea

REFUSALS = {
    BadName: "bad_name",
    NameTaken: "name_taken",
    UnknownArea: "unknown_area",
    BeyondReach: "beyond_reach",
    LastAdmin: "last_admin",
    NoSuchStaff: "no_such_staff",
}
REFUSED = tuple(REFUSALS)


class StaffViews:
    """For admins, each within his area."""

    def __init__(self, console: Console, pages: Pages) -> None:
        self._staff, self._pages = console.staff, pages

    async def show(self, asked: Asked) -> Response:
        """The list."""
        return await self._page(asked)

    async def add(self, asked: Asked) -> Response:
        """The list with the new one's first password, which is shown this once."""
        try:
            new = NewStaff(asked.field("name"), _role(asked), asked.field("area"))
            return await self._page(asked, first=await self._staff.add(new, asked.viewer))
        except REFUSED as refused:
            return await self._page(asked, wrong=told(REFUSALS[type(refused)]))

    async def assign(self, asked: Asked) -> Response:
        """The list after somebody's duties have changed."""
        name, duties = asked.field("name"), Duties(_role(asked), asked.field("area"), bool(asked.field("disabled")))
        try:
            await self._staff.assign(name, duties, asked.viewer)
        except REFUSED as refused:
            return await self._page(asked, wrong=told(REFUSALS[type(refused)]))
        return await self._page(asked, done=told("staff_changed", name=name))

    async def reset(self, asked: Asked) -> Response:
        """The list with somebody's new first password, which is shown this once."""
        try:
            return await self._page(asked, first=await self._staff.reset(asked.field("name"), asked.viewer))
        except NoSuchStaff:
            return await self._page(asked, wrong=told("no_such_staff"))

    async def _page(
        self, asked: Asked, *, first: FirstPassword | None = None, wrong: str | None = None, done: str | None = None
    ) -> Response:
        everybody = await self._staff.everybody(asked.viewer)
        shown = {"first": first, "wrong": wrong, "done": done, "everybody": everybody, "roles": list(Role)}
        typed = {name: asked.field(name) if wrong else "" for name in ("name", "role", "area")}
        return self._pages.page(
            "staff.html", status=422 if wrong else 200, asked=asked, here="staff", typed=typed, **shown
        )


def _role(asked: Asked) -> Role:
    try:
        return Role(asked.field("role"))
    except ValueError:
        raise NotThere from None
