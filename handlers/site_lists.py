"""Takes lists of construction sites in: read first and shown, then taken in batch by batch."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from cases.roster import Fault
from cases.site_chain import Listing, take_entry
from cases.site_registry import Entry, read_registry
from handlers.sites import NoSuchSite
from handlers.viewer import Viewer
from storage import audit, site_imports
from storage import sites as rows
from storage.cases import Connection
from storage.database import Database
from storage.site_imports import SiteImport
from storage.sites import PartyRow
from storage.vault import Vault

BATCH: Final = 100
SHOWN_ENTRIES: Final = 20


@dataclass(frozen=True, slots=True)
class ReadList:
    """What a list would do: how many sites are new, how many are known, and each fault."""

    progress: SiteImport
    new: int
    known: int
    faults: list[Fault]
    entries: list[Entry]


class SiteLists:
    """Takes lists of sites in: read first and shown, then taken in batch by batch, each batch once."""

    def __init__(
        self, database: Database, vault: Vault, now: Callable[[], datetime], new_id: Callable[[], str]
    ) -> None:
        self._database, self._vault, self._now, self._new_id = database, vault, now, new_id

    async def read(self, viewer: Viewer, file_name: str, content: bytes) -> str:
        """The list's id, nothing taken in yet; raises RosterRefused. Sites outside the viewer's area are faults."""
        registry = await asyncio.to_thread(read_registry, content)
        known = await self._database.read(rows.codes)
        wrong = {one.row: fault for one in registry.entries if (fault := _out_of_reach(viewer, one, known))}
        entries = [entry for entry in registry.entries if entry.row not in wrong]
        kept = {
            "entries": [asdict(entry) for entry in entries],
            "faults": [asdict(fault) for fault in (*registry.faults, *wrong.values())],
        }
        listed = SiteImport(
            *(self._new_id(), viewer.name, viewer.area, file_name[:100], hashlib.sha256(content).hexdigest(), "read"),
            *(len(entries), 0, 0, 0, self._now(), None),
        )
        await self._database.run(lambda connection: site_imports.keep(connection, self._vault, listed, kept))
        return listed.id

    async def show(self, viewer: Viewer, id: str) -> ReadList:
        """What the list would do, or how far it is; raises NoSuchSite."""

        def read(connection: Connection) -> ReadList:
            progress = self._found(viewer, connection, id)
            kept = site_imports.content(connection, self._vault, id) or {"entries": [], "faults": []}
            entries = [_entry(one) for one in kept["entries"]]
            codes, keys = rows.codes(connection), rows.names(connection, viewer.area)
            new = sum(1 for entry in entries if entry.code not in codes and entry.key not in keys)
            faults = [Fault(**one) for one in kept["faults"]]
            return ReadList(progress, new, len(entries) - new, faults, entries[:SHOWN_ENTRIES])

        return await self._database.read(read)

    async def recent(self, viewer: Viewer) -> list[SiteImport]:
        """The last lists of the viewer's area."""
        return await self._database.read(lambda connection: site_imports.recent(connection, viewer.area, 10))

    async def take_in(self, viewer: Viewer, id: str) -> None:
        """Takes the list in from where it stands; a second call, or one after a crash, goes on. Raises NoSuchSite."""

        def begin(connection: Connection) -> list[Entry]:
            progress = self._found(viewer, connection, id)
            kept = site_imports.content(connection, self._vault, id)
            if kept is None or not site_imports.begin(connection, id):
                return []
            if progress.state == "read":
                about = {"subject": id, "area": viewer.area or None}
                audit.add(connection, by=viewer.name, action="sites_imported", at=self._now(), **about)  # type: ignore[arg-type]
            return [_entry(one) for one in kept["entries"]]

        entries = await self._database.run(begin)
        is_more = bool(entries)
        while is_more:
            is_more = await self._database.run(partial(self._batch, id=id, entries=entries))

    async def drop(self, viewer: Viewer, id: str) -> None:
        """The list is not wanted; raises NoSuchSite."""

        def end(connection: Connection) -> None:
            if self._found(viewer, connection, id).state == "read":
                site_imports.end(connection, id, "dropped", self._now())

        await self._database.run(end)

    def _batch(self, connection: Connection, id: str, entries: list[Entry]) -> bool:
        """Whether there is more to do after the next batch."""
        progress = site_imports.find(connection, id)
        if progress is None or progress.state != "running":
            return False
        listing = Listing(id, self._now(), self._new_id)
        batch = entries[progress.done : progress.done + BATCH]
        taken = [take_entry(connection, self._vault, entry, listing) for entry in batch]
        counts = {
            "done": progress.done + len(batch),
            "added": progress.added + taken.count("added"),
            "changed": progress.changed + taken.count("changed"),
        }
        site_imports.go_on(connection, id, counts)
        if counts["done"] >= len(entries):
            site_imports.end(connection, id, "done", self._now())
            return False
        return True

    def _found(self, viewer: Viewer, connection: Connection, id: str) -> SiteImport:
        found = site_imports.find(connection, id)
        if found is None or not viewer.covers(found.area):
            raise NoSuchSite
        return found


def _out_of_reach(viewer: Viewer, entry: Entry, known: Mapping[str, str | None]) -> Fault | None:
    """Nobody takes in, or takes over by its code, a site that lies outside his area."""
    if not viewer.covers(entry.county_code):
        return Fault(entry.row, "", "county", "outside_area")
    if entry.code and not viewer.covers(known.get(entry.code, viewer.area)):
        return Fault(entry.row, "", "code", "code_elsewhere")
    return None


def _entry(kept: Mapping[str, Any]) -> Entry:
    parties = tuple(PartyRow(**{**party, "at": None}) for party in kept["parties"])
    return Entry(**{**kept, "parties": parties})
