"""Who may work in the console: adds people, gives them a new first password, changes what they may do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from handlers.passwords import Below, Passwords, new_password
from handlers.viewer import Role, Viewer, read_area
from storage import audit, sessions
from storage import staff as rows
from storage.cases import Connection
from storage.database import Database
from storage.staff import StaffRow

LONGEST_NAME: Final = 40
FIRST: Final = "admin"
OPERATOR: Final = Viewer("", "operator", Role.ADMIN)  # whoever may run commands on this machine


class BadName(ValueError):
    """A name has 1 to 40 letters, digits, spaces or signs of `. _ - @ ·`, and is not `operator`."""

    def __str__(self) -> str:
        return str(self.__doc__)


class NameTaken(Exception):
    """Somebody has this name already."""


class NoSuchStaff(Exception):
    """Nobody here has this name."""


class BeyondReach(Exception):
    """Nobody gives others a wider area than his own."""


class LastAdmin(Exception):
    """Somebody must remain who may do everything everywhere."""


@dataclass(frozen=True, slots=True)
class NewStaff:
    """Who is to work here; `area` as people write it."""

    name: str
    role: Role
    area: str = ""


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """What somebody signs in with the first time; it is stored nowhere."""

    name: str
    password: str


@dataclass(frozen=True, slots=True)
class Duties:
    """What somebody may do, where, and whether he works here at all."""

    role: Role
    area: str
    is_disabled: bool


class StaffHandler:
    """Keeps the list of staff; who asks is a viewer, and he reaches only those whose area lies in his."""

    def __init__(self, database: Database, passwords: Passwords, now: Callable[[], datetime], below: Below) -> None:
        self._database, self._passwords, self._now, self._below = database, passwords, now, below

    async def everybody(self, viewer: Viewer) -> list[StaffRow]:
        """All whom the viewer reaches."""
        return await self._database.read(lambda connection: rows.list_staff(connection, viewer.area))

    async def add(self, new: NewStaff, by: Viewer) -> FirstPassword:
        """His first password; raises BadName, NameTaken, UnknownArea and BeyondReach."""
        row, first = await self._made(new)
        if not by.covers(row.area):
            raise BeyondReach
        await self._database.run(lambda connection: _added(connection, row, by))
        return first

    async def first(self) -> FirstPassword | None:
        """The first account, an admin's, when there is nobody yet; one caller of many gets it."""
        if await self._database.read(rows.has_staff):
            return None
        row, first = await self._made(NewStaff(FIRST, Role.ADMIN))
        try:
            await self._database.run(lambda connection: _added(connection, row, OPERATOR))
        except NameTaken:
            return None
        return first

    async def reset(self, name: str, by: Viewer) -> FirstPassword:
        """A new first password; he is signed out everywhere. Raises NoSuchStaff."""
        password = new_password(self._below)
        values = {"password": await self._passwords.hash(password), "must_change": True}

        def change(connection: Connection) -> FirstPassword:
            row = _reached(connection, name, by)
            rows.change_staff(connection, row.id, values)
            sessions.end_sessions_of(connection, row.id)
            _note(connection, by, "password_reset", row, self._now())
            return FirstPassword(row.name, password)

        return await self._database.run(change)

    async def assign(self, name: str, duties: Duties, by: Viewer) -> None:
        """Changes what he may do; raises NoSuchStaff, UnknownArea, BeyondReach and LastAdmin."""
        area, at = read_area(duties.area), self._now()
        if not by.covers(area):
            raise BeyondReach

        def change(connection: Connection) -> None:
            row = _reached(connection, name, by)
            disabled_at = (row.disabled_at or at) if duties.is_disabled else None
            rows.change_staff(connection, row.id, {"role": duties.role, "area": area, "disabled_at": disabled_at})
            if rows.count_admins(connection) == 0:
                raise LastAdmin
            if duties.is_disabled:
                sessions.end_sessions_of(connection, row.id)
            _note(connection, by, "staff_changed", row, at, _told(duties, area))

        await self._database.run(change)

    async def _made(self, new: NewStaff) -> tuple[StaffRow, FirstPassword]:
        name, area, password = read_name(new.name), read_area(new.area), new_password(self._below)
        row = StaffRow(
            id=f"{self._below(2**64):016x}",
            name=name,
            name_key=name_key(name),
            role=new.role.value,
            area=area,
            password=await self._passwords.hash(password),
            must_change=True,
            created_at=self._now(),
        )
        return row, FirstPassword(name, password)


def read_name(text: str) -> str:
    """The name as it is shown; raises BadName."""
    name = " ".join(unicodedata.normalize("NFKC", text).split())
    is_written = all(letter.isalnum() or letter in " ._-@\u00b7" for letter in name)
    if not 0 < len(name) <= LONGEST_NAME or not is_written or name_key(name) == OPERATOR.name:
        raise BadName
    return name


def name_key(text: str) -> str:
    """The name as it is compared: without regard to width, case and spaces around it."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def viewer_of(row: StaffRow) -> Viewer:
    """The viewer he is when he signs in."""
    return Viewer(row.id, row.name, Role(row.role), row.area)


def _added(connection: Connection, row: StaffRow, by: Viewer) -> None:
    if not rows.add_staff(connection, row):
        raise NameTaken
    _note(connection, by, "staff_added", row, row.created_at, f"{row.role} {row.area}".strip())


def _reached(connection: Connection, name: str, by: Viewer) -> StaffRow:
    row = rows.find_staff(connection, name_key(name))
    if row is None or not by.covers(row.area):
        raise NoSuchStaff
    return row


def _told(duties: Duties, area: str) -> str:
    return " ".join(filter(None, (duties.role.value, area, "disabled" if duties.is_disabled else "")))


def _note(
    connection: Connection, by: Viewer, action: str, row: StaffRow, at: datetime, reason: str | None = None
) -> None:
    audit.add(connection, by=by.name, action=action, subject=row.name, reason=reason, at=at, area=row.area)
