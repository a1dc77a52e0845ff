"""Construction sites, their chains and their cases: rows in, rows out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, Subquery, and_, case, func, insert, or_, select, text, update

from storage.once import insert_once
from storage.tables import site, site_case, site_party, wage_case
from storage.vault import Vault

NAME_PLACE: Final = "site_party.name"
PHONE_PLACE: Final = "site_party.phone"
NAME_KIND: Final = "site_party"
PAGE: Final = 50
ENDED: Final = ("refused", "withdrawn", "closed", "paid")


@dataclass(frozen=True, slots=True)
class PartyRow:
    """One of a site's chain, and where that is known from; `reference` is a list's id or a case's number."""

    role: str
    name: str
    phone: str | None = None
    source: str = "registry"
    reference: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A site without its chain."""

    id: str
    code: str
    name: str
    name_key: str
    county_code: str | None
    address: str | None
    source: str
    no_board_at: datetime | None = None
    board_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedSite:
    """A site in a list, with its open and all cases."""

    site: SiteRow
    cases: int
    open: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which page of sites: of an area, by a beginning of the code or a part of the name, behind a place."""

    area: str = ""
    search: str = ""
    after: int = 0
    count: int = PAGE


COLUMNS: Final = tuple(site.c[name] for name in SiteRow.__slots__)


def add(connection: Connection, row: SiteRow, at: datetime) -> bool:
    """Whether the site is new; False when its code is taken."""
    values = {name: getattr(row, name) for name in SiteRow.__slots__}
    return insert_once(connection, site, {**values, "made_at": at, "changed_at": at})


def change(connection: Connection, id: str, values: Mapping[str, Any], at: datetime) -> None:
    """Sets those columns of the site."""
    connection.execute(update(site).where(site.c.id == id).values(**values, changed_at=at))


def by_code(connection: Connection, code: str) -> SiteRow | None:
    """The site that has the code."""
    return _row(connection.execute(select(*COLUMNS).where(site.c.code == code)).first())


def by_name(connection: Connection, name_key: str, county_code: str | None) -> SiteRow | None:
    """The one site of that name in the county, or anywhere when no county is known; None when there are several."""
    where = site.c.name_key == name_key
    if county_code:
        where = and_(where, site.c.county_code == county_code)
    found = connection.execute(select(*COLUMNS).where(where).limit(2)).all()
    return _row(found[0]) if len(found) == 1 else None


def hold_name(connection: Connection, name_key: str, county_code: str | None) -> None:
    """Nobody else makes a site of that name until the transaction ends; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        lock = text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))")
        connection.execute(lock, {"name": f"site {county_code or ''} {name_key}"})


def list_sites(connection: Connection, wanted: Wanted) -> list[ListedSite]:
    """A page of sites, those with most open cases first, then by name."""
    counted = _counts()
    query = (
        select(*COLUMNS, func.coalesce(counted.c.cases, 0), func.coalesce(counted.c.open, 0))
        .outerjoin(counted, counted.c.site_id == site.c.id)
        .where(_wanted(wanted))
        .order_by(func.coalesce(counted.c.open, 0).desc(), site.c.name, site.c.id)
        .offset(wanted.after)
        .limit(wanted.count)
    )
    return [ListedSite(SiteRow(*row[:-2]), row[-2], row[-1]) for row in connection.execute(query)]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many sites there are of those wanted."""
    return int(connection.execute(select(func.count()).select_from(site).where(_wanted(wanted))).scalar_one())


def codes(connection: Connection) -> dict[str, str | None]:
    """The counties of all sites, by their codes."""
    return {str(code): county for code, county in connection.execute(select(site.c.code, site.c.county_code))}


def names(connection: Connection, area: str) -> set[tuple[str, str]]:
    """The counties and the names of an area's sites: by these a site without its code is known again."""
    query = select(site.c.county_code, site.c.name_key).where(site.c.county_code.startswith(area, autoescape=True))
    return {(str(county), str(key)) for county, key in connection.execute(query)}


def parties(connection: Connection, vault: Vault, site_id: str) -> list[PartyRow]:
    """The chain as it is known now, in the order in which it became known."""
    query = select(site_party).where(site_party.c.site_id == site_id, site_party.c.gone_at.is_(None))
    return [_party(vault, row) for row in connection.execute(query.order_by(site_party.c.id))]


def add_parties(connection: Connection, vault: Vault, site_id: str, new: Iterable[PartyRow]) -> None:
    """They belong to the chain from now on."""
    values = [_sealed(vault, site_id, party) for party in new]
    if values:
        connection.execute(insert(site_party), values)


def end_parties(connection: Connection, vault: Vault, site_id: str, gone: Iterable[PartyRow], at: datetime) -> None:
    """They do not belong to the chain any more, as far as that source knows."""
    for party in gone:
        index = vault.index(party.name, kind=NAME_KIND)
        same = and_(site_party.c.role == party.role, site_party.c.name_index == index)
        of = and_(site_party.c.site_id == site_id, site_party.c.source == party.source, same)
        connection.execute(update(site_party).where(of, site_party.c.gone_at.is_(None)).values(gone_at=at))


def link_case(connection: Connection, case_number: str, site_id: str, how: str, at: datetime) -> None:
    """The case is about that site; what an officer or a code said is not replaced by a likeness of names."""
    values = {"case_number": case_number, "site_id": site_id, "how": how, "no_board": False, "at": at}
    if insert_once(connection, site_case, values):
        return
    of = site_case.c.case_number == case_number
    if how == "name":
        of = and_(of, site_case.c.how == "name")
    connection.execute(update(site_case).where(of).values(site_id=site_id, how=how))


def site_of(connection: Connection, case_number: str) -> SiteRow | None:
    """The site that the case is about."""
    query = select(*COLUMNS).join(site_case, site_case.c.site_id == site.c.id)
    return _row(connection.execute(query.where(site_case.c.case_number == case_number)).first())


def cases_at(connection: Connection, site_id: str) -> list[tuple[str, str, bool]]:
    """Its cases' numbers and statuses, newest first, and whether the worker saw no notice board."""
    query = (
        select(site_case.c.case_number, wage_case.c.status, site_case.c.no_board)
        .join(wage_case, wage_case.c.number == site_case.c.case_number)
        .where(site_case.c.site_id == site_id)
        .order_by(site_case.c.at.desc(), site_case.c.case_number)
    )
    return [(str(number), str(status), bool(missing)) for number, status, missing in connection.execute(query)]


def miss_board(connection: Connection, case_number: str, at: datetime) -> None:
    """The worker of that case saw no notice board at his site."""
    connection.execute(update(site_case).where(site_case.c.case_number == case_number).values(no_board=True))
    of = select(site_case.c.site_id).where(site_case.c.case_number == case_number).scalar_subquery()
    connection.execute(update(site).where(site.c.id == of).values(no_board_at=at, changed_at=at))


def see_board(connection: Connection, case_number: str, at: datetime) -> None:
    """A picture that came with that case shows the notice board of its site."""
    of = select(site_case.c.site_id).where(site_case.c.case_number == case_number).scalar_subquery()
    connection.execute(update(site).where(site.c.id == of).values(board_at=at, changed_at=at))


def _counts() -> Subquery:
    is_open = case((wage_case.c.status.in_(ENDED), 0), else_=1)
    return (
        select(site_case.c.site_id, func.count().label("cases"), func.sum(is_open).label("open"))
        .join(wage_case, wage_case.c.number == site_case.c.case_number)
        .group_by(site_case.c.site_id)
        .subquery()
    )


def _wanted(wanted: Wanted) -> ColumnElement[bool]:
    where = site.c.county_code.startswith(wanted.area, autoescape=True) if wanted.area else site.c.id.is_not(None)
    if wanted.search:
        named = site.c.name.contains(wanted.search, autoescape=True)
        where = and_(where, or_(site.c.code.startswith(wanted.search.upper(), autoescape=True), named))
    return where


def _row(row: Row[Any] | None) -> SiteRow | None:
    return SiteRow(**row._mapping) if row is not None else None


def _party(vault: Vault, row: Row[Any]) -> PartyRow:
    name = vault.open(row.name, place=NAME_PLACE)
    phone = vault.open(row.phone, place=PHONE_PLACE) if row.phone else None
    return PartyRow(row.role, name, phone, row.source, row.source_ref, row.at)


def _sealed(vault: Vault, site_id: str, party: PartyRow) -> dict[str, Any]:
    return {
        "site_id": site_id,
        "role": party.role,
        "name": vault.seal(party.name, place=NAME_PLACE),
        "name_index": vault.index(party.name, kind=NAME_KIND),
        "phone": vault.seal(party.phone, place=PHONE_PLACE) if party.phone else None,
        "source": party.source,
        "source_ref": party.reference,
        "at": party.at,
    }
