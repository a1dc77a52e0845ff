"""Who works here: names, roles, areas and what proves them; the only rows with passwords' hashes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from storage.once import insert_once
from storage.tables import staff


@dataclass(frozen=True, slots=True)
class StaffRow:
    """A member of staff; `name_key` is the name as it is compared, `must_change`: the password is a first one."""

    id: str
    name: str
    name_key: str
    role: str
    area: str
    password: str
    must_change: bool
    created_at: datetime
    disabled_at: datetime | None = None
    signed_in_at: datetime | None = None


def add_staff(connection: Connection, new: StaffRow) -> bool:
    """Whether it is new; False: somebody has that name."""
    return insert_once(connection, staff, {column.name: getattr(new, column.name) for column in staff.c})


def find_staff(connection: Connection, name_key: str) -> StaffRow | None:
    """Whoever has that name."""
    row = connection.execute(select(staff).where(staff.c.name_key == name_key)).first()
    return _row(row) if row else None


def list_staff(connection: Connection, area: str) -> list[StaffRow]:
    """All whose area lies in that one, those who work here first, by name."""
    order = (staff.c.disabled_at.is_not(None), staff.c.name_key)
    return [_row(row) for row in connection.execute(select(staff).where(_within(area)).order_by(*order))]


def change_staff(connection: Connection, id: str, values: Mapping[str, Any]) -> None:
    """Sets those columns."""
    connection.execute(update(staff).where(staff.c.id == id).values(dict(values)))


def has_staff(connection: Connection) -> bool:
    """Whether there is anybody yet."""
    return connection.scalar(select(staff.c.id).limit(1)) is not None


def count_admins(connection: Connection) -> int:
    """How many see everything and may change everybody; on PostgreSQL they cannot change until the transaction ends."""
    is_one = (staff.c.role == "admin", staff.c.area == "", staff.c.disabled_at.is_(None))
    return len(connection.scalars(select(staff.c.id).where(*is_one).with_for_update()).all())


def _within(area: str) -> Any:
    return func.substr(staff.c.area, 1, len(area)) == area


def _row(row: Row[Any]) -> StaffRow:
    return StaffRow(**row._mapping)
