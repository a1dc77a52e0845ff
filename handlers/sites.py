"""What staff do with construction sites within their areas: look through them, and mend a chain."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from cases.roster_cells import BadCell, name_in, phone_in
from cases.sites import PartyRole, Source, parse_site_code
from handlers.viewer import Viewer
from storage import audit
from storage import sites as rows
from storage.cases import Connection
from storage.database import Database
from storage.sites import ListedSite, PartyRow, SiteRow, Wanted
from storage.vault import Vault

LONGEST_NAME: Final = 120


class NoSuchSite(Exception):
    """There is no site, or no list, like that in the viewer's area."""


class BadParty(ValueError):
    """Somebody of a chain has a role and a name; a phone has the digits of one."""

    def __str__(self) -> str:
        return str(self.__doc__)


@dataclass(frozen=True, slots=True)
class SitePage:
    """A page of sites, and how many there are of those wanted."""

    sites: list[ListedSite]
    total: int


@dataclass(frozen=True, slots=True)
class SiteFile:
    """One site: its chain with where each fact is from, and its cases, newest first, with whether no board was seen."""

    site: SiteRow
    parties: list[PartyRow]
    cases: list[tuple[str, str, bool]]


class SiteHandler:
    """Bounded by each viewer's area: a site outside it is not there for him."""

    def __init__(self, database: Database, vault: Vault, now: Callable[[], datetime]) -> None:
        self._database, self._vault, self._now = database, vault, now

    async def page(self, viewer: Viewer, wanted: Wanted) -> SitePage:
        """The sites wanted, those with open cases first."""
        bounded = replace(wanted, area=viewer.area)

        def read(connection: Connection) -> SitePage:
            return SitePage(rows.list_sites(connection, bounded), rows.count(connection, bounded))

        return await self._database.read(read)

    async def file(self, viewer: Viewer, code: str) -> SiteFile:
        """One site; raises NoSuchSite."""

        def read(connection: Connection) -> SiteFile:
            site = self._within(viewer, connection, code)
            parties = rows.parties(connection, self._vault, site.id)
            return SiteFile(site, parties, rows.cases_at(connection, site.id))

        return await self._database.read(read)

    async def of_case(self, viewer: Viewer, case_number: str) -> SiteRow | None:
        """The site that a case is about, if it is one of the viewer's area."""
        found = await self._database.read(lambda connection: rows.site_of(connection, case_number))
        return found if found and viewer.covers(found.county_code) else None

    async def add_party(self, viewer: Viewer, code: str, party: PartyRow) -> None:
        """Somebody joins the chain as an officer, or a board, says; raises NoSuchSite and BadParty."""
        role, name = party.role, " ".join(party.name.split())[:LONGEST_NAME]
        if role not in set(PartyRole) or not name or (role == PartyRole.WAGE_OFFICER and not _is_person(name)):
            raise BadParty
        try:
            phone = phone_in(party.phone) if party.phone else None
        except BadCell:
            raise BadParty from None
        source = party.source if party.source in (Source.BOARD, Source.OFFICER) else Source.OFFICER
        told = PartyRow(role, name, phone, source, viewer.name, self._now())

        def add(connection: Connection) -> None:
            site = self._within(viewer, connection, code)
            rows.add_parties(connection, self._vault, site.id, [told])
            self._note(connection, viewer, "site_party_added", site)

        await self._database.run(add)

    async def end_party(self, viewer: Viewer, code: str, party: PartyRow) -> None:
        """Somebody does not belong to the chain any more; raises NoSuchSite."""

        def end(connection: Connection) -> None:
            site = self._within(viewer, connection, code)
            rows.end_parties(connection, self._vault, site.id, [party], self._now())
            self._note(connection, viewer, "site_party_ended", site)

        await self._database.run(end)

    def _within(self, viewer: Viewer, connection: Connection, code: str) -> SiteRow:
        meant = parse_site_code(code)
        site = rows.by_code(connection, meant) if meant else None
        if site is None or not viewer.covers(site.county_code):
            raise NoSuchSite
        return site

    def _note(self, connection: Connection, viewer: Viewer, action: str, site: SiteRow) -> None:
        about = {"subject": site.code, "area": site.county_code}
        audit.add(connection, by=viewer.name, action=action, at=self._now(), **about)  # type: ignore[arg-type]


def _is_person(name: str) -> bool:
    try:
        return name_in(name) is not None
    except BadCell:
        return False
