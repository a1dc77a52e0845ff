"""Keeps what is known of sites: takes lists in, ties cases to their sites, learns of a chain from complaints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from cases.site_registry import Entry
from cases.sites import KnownSite, PartyRole, Source, own_code
from nlu.divisions import divisions
from nlu.registry_words import site_key
from storage import cases as case_rows
from storage import sites as rows
from storage.cases import Connection
from storage.sites import PartyRow, SiteRow
from storage.vault import Vault

Taken = Literal["added", "changed", "same"]
SHORTEST: Final = 2  # characters of a name that tells one site from others


@dataclass(frozen=True, slots=True)
class Listing:
    """The list that an entry stands on: its id, when it is taken in, and ids for new sites."""

    id: str
    at: datetime
    new_id: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Filed:
    """What a complaint says of its site."""

    case_number: str
    draft_id: str
    facts: Mapping[str, Any]
    county_code: str | None
    site_code: str | None
    at: datetime


def take_entry(connection: Connection, vault: Vault, entry: Entry, listing: Listing) -> Taken:
    """Takes a line of a list in, whether it came before or not; who is no longer on the list ends, others stay."""
    known = find_site(connection, entry.code, entry.name, entry.county_code)
    told = {"source": Source.REGISTRY.value, "reference": listing.id, "at": listing.at}
    listed = [replace(party, **told) for party in entry.parties]  # type: ignore[arg-type]
    if known is None:
        row = new_site(connection, _as_row(entry, listing.new_id()), listing.at)
        rows.add_parties(connection, vault, row.id, listed)
        return "added"
    changed = _changed(known, entry)
    if changed:
        rows.change(connection, known.id, changed, listing.at)
    return "changed" if _relisted(connection, vault, known, listed, listing.at) or changed else "same"


def find_site(connection: Connection, code: str | None, name: str, county_code: str | None) -> SiteRow | None:
    """The site that was meant: by its code, or else by its name in that county."""
    by_code = rows.by_code(connection, code) if code else None
    return by_code or rows.by_name(connection, site_key(name), county_code)


def new_site(connection: Connection, row: SiteRow, at: datetime) -> SiteRow:
    """The site as it is kept, with a code of ours if it came without one."""
    made = row if row.code else replace(row, code=own_code(row.id))
    attempt = 0
    while not rows.add(connection, made, at):
        attempt += 1
        made = replace(row, code=own_code(row.id, attempt))
    return made


def tie_case(connection: Connection, vault: Vault, filed: Filed) -> SiteRow | None:
    """The site that a filed complaint is about, a new one if nobody knew it; None where it names none for sure."""
    name, county = filed.facts.get("project"), filed.county_code
    if not name and not filed.site_code:
        return None
    rows.hold_name(connection, site_key(str(name or "")), county)
    found = find_site(connection, filed.site_code, str(name or ""), county)
    how = "code" if found and found.code == filed.site_code else "name"
    if found is None:
        if not county or not name or len(site_key(str(name))) < SHORTEST:
            return None
        bare = SiteRow(filed.draft_id, "", str(name), site_key(str(name)), county, None, Source.COMPLAINT)
        found = new_site(connection, bare, filed.at)
    rows.link_case(connection, filed.case_number, found.id, how, filed.at)
    _learn(connection, vault, found, filed)
    if county is None and found.county_code:
        case_rows.change_case(connection, filed.case_number, {"county_code": found.county_code})
    return found


def known_site(connection: Connection, vault: Vault, code: str) -> KnownSite | None:
    """What a worker at that site is spared to say; None if nobody knows the code."""
    row = rows.by_code(connection, code)
    if row is None:
        return None
    chain = rows.parties(connection, vault, row.id)
    sure = [party for party in chain if party.source != Source.COMPLAINT]
    named = {role: [party.name for party in sure if party.role == role] for role in PartyRole}
    main = named[PartyRole.GENERAL_CONTRACTOR]
    return KnownSite(
        row.code, row.name, _place(row.county_code), main[0] if main else None, tuple(named[PartyRole.SUBCONTRACTOR])
    )


def _learn(connection: Connection, vault: Vault, site: SiteRow, filed: Filed) -> None:
    """A firm that the worker names and nobody had named joins the chain, as he said it."""
    firm = filed.facts.get("employer")
    known = {party.name for party in rows.parties(connection, vault, site.id)}
    if isinstance(firm, str) and firm and firm not in known:
        said = PartyRow(PartyRole.SUBCONTRACTOR, firm, None, Source.COMPLAINT, filed.case_number, filed.at)
        rows.add_parties(connection, vault, site.id, [said])


def _relisted(connection: Connection, vault: Vault, known: SiteRow, listed: list[PartyRow], at: datetime) -> bool:
    had = [party for party in rows.parties(connection, vault, known.id) if party.source == Source.REGISTRY]
    before = {(party.role, party.name, party.phone): party for party in had}
    now = {(party.role, party.name, party.phone): party for party in listed}
    rows.end_parties(connection, vault, known.id, [before[key] for key in before.keys() - now.keys()], at)
    rows.add_parties(connection, vault, known.id, [party for key, party in now.items() if key not in before])
    return before.keys() != now.keys()


def _changed(known: SiteRow, entry: Entry) -> dict[str, Any]:
    wanted = _as_row(entry, known.id)
    names = ("name", "name_key", "county_code", "source", *(("address",) if entry.address else ()))
    values = {name: getattr(wanted, name) for name in names if getattr(wanted, name) != getattr(known, name)}
    if entry.code and entry.code != known.code:
        values["code"] = entry.code
    return values


def _as_row(entry: Entry, id: str) -> SiteRow:
    key = site_key(entry.name)
    return SiteRow(id, entry.code or "", entry.name, key, entry.county_code, entry.address, Source.REGISTRY)


def _place(county_code: str | None) -> str | None:
    """The prefecture and the county, as one says where something is."""
    if county_code is None or county_code not in divisions():
        return None
    above = (f"{county_code[:4]}00", f"{county_code[:2]}0000")
    return next(divisions()[code].name for code in above if code in divisions()) + divisions()[county_code].name
