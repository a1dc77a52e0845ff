"""Lists of sites that somebody gave in: what was read of them, and how far they have been taken in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from storage.tables import site_import
from storage.vault import Vault

PLACE: Final = "site_import.entries"
row = site_import.c
KEPT: Final = (
    *("id", "by", "area", "file_name", "sha256", "state", "total", "done", "added", "changed"),
    *("made_at", "ended_at"),
)


@dataclass(frozen=True, slots=True)
class SiteImport:
    """A list and how far it is: read, running, done or dropped."""

    id: str
    by: str
    area: str
    file_name: str
    sha256: str
    state: str
    total: int
    done: int
    added: int
    changed: int
    made_at: datetime
    ended_at: datetime | None


def keep(connection: Connection, vault: Vault, new: SiteImport, content: Mapping[str, Any]) -> None:
    """What was read of a list, to be looked at before it is taken in."""
    values = {name: getattr(new, name) for name in KEPT}
    sealed = vault.seal(json.dumps(content, ensure_ascii=False), place=PLACE)
    connection.execute(insert(site_import), {**values, "entries": sealed})


def find(connection: Connection, id: str) -> SiteImport | None:
    """How far the list is."""
    return _import(connection.execute(select(*(row[name] for name in KEPT)).where(row.id == id)).first())


def recent(connection: Connection, area: str, count: int) -> list[SiteImport]:
    """The last lists of an area."""
    query = select(*(row[name] for name in KEPT)).where(row.area.startswith(area, autoescape=True))
    found = connection.execute(query.order_by(row.made_at.desc(), row.id).limit(count))
    return [SiteImport(**one._mapping) for one in found]


def content(connection: Connection, vault: Vault, id: str) -> dict[str, Any] | None:
    """What was read of the list; None when it is gone."""
    sealed = connection.scalar(select(row.entries).where(row.id == id))
    read: dict[str, Any] | None = json.loads(vault.open(sealed, place=PLACE)) if sealed else None
    return read


def begin(connection: Connection, id: str) -> bool:
    """Whether it may be taken in: nobody else has begun, or who had begun is gone."""
    begun = update(site_import).where(row.id == id, row.state.in_(("read", "running"))).values(state="running")
    return connection.execute(begun).rowcount == 1


def go_on(connection: Connection, id: str, counts: Mapping[str, int]) -> None:
    """So many of its sites are in."""
    connection.execute(update(site_import).where(row.id == id).values(**counts))


def end(connection: Connection, id: str, state: str, at: datetime) -> None:
    """It is taken in, or dropped; what was read of it is not kept."""
    connection.execute(update(site_import).where(row.id == id).values(state=state, ended_at=at, entries=None))


def _import(found: Row[Any] | None) -> SiteImport | None:
    return SiteImport(**found._mapping) if found is not None else None
