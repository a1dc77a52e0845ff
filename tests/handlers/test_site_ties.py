"""Complaints find their sites: by code, by name, or as the first that names one; each fact with where it is from."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from cases.clocks import Calendar
from cases.embedded import EmbeddedDesk
from cases.reading import unmasked
from cases.site_chain import Listing, take_entry
from cases.site_registry import Entry
from cases.sites import KnownSite
from dialogs.effects import BoardMissing, ComplaintFiled, ComplaintSupplemented, Effect
from handlers.effects import Desk, Occasion, carry_out
from storage import cases, evidence, sites
from storage.database import Database
from storage.evidence import EvidenceRow
from storage.sites import PartyRow, SiteRow, Wanted
from storage.vault import Vault
from tests.rows import FACTS, NUMBER, START, TALK, numbered

pytestmark = pytest.mark.asyncio
CHAIN = (PartyRow("general_contractor", "江南建工"), PartyRow("subcontractor", "鼎立劳务"))
ENTRY = Entry("万象新城三期", "321111", "RZ-001", None, CHAIN, 3)
HERE = {"project": "万象新城三期", "place": "润州"}


async def listed(database: Database, vault: Vault, entry: Entry = ENTRY, reference: str = "list-1") -> str:
    listing = Listing(reference, START, lambda: f"site-{reference}-{entry.name}")
    return await database.run(partial(take_entry, vault=vault, entry=entry, listing=listing))


async def told(database: Database, vault: Vault, *effects: Effect) -> None:
    desk, occasion = Desk(vault, Calendar()), Occasion(TALK, START)
    await database.run(lambda connection: carry_out(connection, desk, occasion, effects))


def complaint(number: str = NUMBER, draft: str = "draft-1", code: str | None = None, **facts: Any) -> ComplaintFiled:
    return ComplaintFiled(draft, number, {**FACTS, **facts}, code)


async def site_of(database: Database, number: str = NUMBER) -> SiteRow | None:
    return await database.read(partial(sites.site_of, case_number=number))


async def chain(database: Database, vault: Vault, site_id: str) -> list[tuple[str, str, str, str | None]]:
    rows = await database.read(partial(sites.parties, vault=vault, site_id=site_id))
    return [(row.role, row.name, row.source, row.reference) for row in rows]


async def test_a_code_ties_a_complaint_and_brings_the_county_that_nobody_named(
    database: Database, vault: Vault
) -> None:
    await listed(database, vault)
    await told(database, vault, complaint(code="RZ-001", project="万象新城三期"))
    site = await site_of(database)
    case = await database.read(partial(cases.find_case, vault=vault, case_number=NUMBER))
    assert site and site.code == "RZ-001"
    assert case and case.county_code == "321111"


async def test_a_name_ties_a_complaint_within_its_county_only(database: Database, vault: Vault) -> None:
    await listed(database, vault)
    await told(database, vault, complaint(project="万象新城三期工地", place="润州"))
    await told(database, vault, complaint(numbered(2), "draft-2", project="万象新城三期", place="镇江京口区"))
    here, there = await site_of(database), await site_of(database, numbered(2))
    assert here and here.code == "RZ-001"
    assert there and there.code != "RZ-001" and there.county_code == "321102"


async def test_the_first_complaint_of_a_site_makes_it_and_the_next_finds_it(database: Database, vault: Vault) -> None:
    await told(database, vault, complaint(project="枫桥雅筑", place="润州"))
    await told(
        database, vault, complaint(numbered(2), "draft-2", project="枫桥雅筑项目", place="润州", employer="宏图劳务")
    )
    first, second = await site_of(database), await site_of(database, numbered(2))
    assert first and second and first.id == second.id and first.source == "complaint"
    assert await chain(database, vault, first.id) == [
        ("subcontractor", "鼎立劳务", "complaint", NUMBER),
        ("subcontractor", "宏图劳务", "complaint", numbered(2)),
    ]
    assert await database.read(partial(sites.cases_at, site_id=first.id)) == [
        (NUMBER, "registered", False),
        (numbered(2), "registered", False),
    ]


async def test_a_complaint_without_a_sure_place_makes_no_site(database: Database, vault: Vault) -> None:
    await told(database, vault, complaint(project="枫桥雅筑"))
    assert await site_of(database) is None
    await told(database, vault, ComplaintSupplemented(NUMBER, "在润州", {"place": "润州"}))
    site = await site_of(database)
    assert site and site.name == "枫桥雅筑"


async def test_a_list_taken_in_twice_changes_nothing_and_a_newer_one_ends_who_left(
    database: Database, vault: Vault
) -> None:
    assert [await listed(database, vault), await listed(database, vault)] == ["added", "same"]
    await told(database, vault, complaint(code="RZ-001", employer="宏图劳务", **HERE))
    newer = Entry(ENTRY.name, ENTRY.county_code, ENTRY.code, None, (CHAIN[0], PartyRow("subcontractor", "新业劳务")), 3)
    assert await listed(database, vault, newer, "list-2") == "changed"
    site = await site_of(database)
    assert site and await chain(database, vault, site.id) == [
        ("general_contractor", "江南建工", "registry", "list-1"),
        ("subcontractor", "宏图劳务", "complaint", NUMBER),
        ("subcontractor", "新业劳务", "registry", "list-2"),
    ]


async def test_a_missing_board_is_kept_with_the_case_and_the_site(database: Database, vault: Vault) -> None:
    await told(database, vault, complaint(**HERE), BoardMissing(NUMBER))
    site = await site_of(database)
    assert site and site.no_board_at == START
    assert await database.read(partial(sites.cases_at, site_id=site.id)) == [(NUMBER, "registered", True)]


async def test_a_worker_is_spared_only_what_a_list_or_an_officer_knows(database: Database, vault: Vault) -> None:
    await listed(database, vault)
    await told(database, vault, complaint(code="RZ-001", employer="宏图劳务", **HERE))
    desk = EmbeddedDesk(database, vault)
    assert await desk.site("RZ-001") == KnownSite("RZ-001", "万象新城三期", "镇江市润州区", "江南建工", ("鼎立劳务",))
    assert await desk.site("RZ-002") is None


async def test_sites_are_listed_by_their_open_cases_within_an_area(database: Database, vault: Vault) -> None:
    await listed(database, vault)
    await listed(database, vault, Entry("别处", "620821", "GS-1"))
    await listed(database, vault, Entry("安静工地", "321111", "RZ-002"))
    await told(database, vault, complaint(code="RZ-001", **HERE))
    found = await database.read(partial(sites.list_sites, wanted=Wanted(area="3211")))
    assert [(one.site.code, one.cases, one.open) for one in found] == [("RZ-001", 1, 1), ("RZ-002", 0, 0)]
    assert await database.read(partial(sites.count, wanted=Wanted(search="rz"))) == 2
    assert await database.read(partial(sites.count, wanted=Wanted(search="安静"))) == 1


async def test_the_export_tells_the_site_its_chain_and_the_evidence(database: Database, vault: Vault) -> None:
    await listed(database, vault)
    row = EvidenceRow("e-1", "m-1", TALK, "image", "jpeg", 9, "ab" * 32, START, "draft-1")
    await database.run(partial(evidence.add, new=row))
    await told(database, vault, complaint(code="RZ-001", evidence_kinds=["iou"], **HERE), BoardMissing(NUMBER))
    (line,) = [line async for line in EmbeddedDesk(database, vault).export(unmasked)]
    assert line["site"] == {
        "code": "RZ-001",
        "name": "万象新城三期",
        "county_code": "321111",
        "chain": [
            {"role": "general_contractor", "name": "江南建工", "source": "registry"},
            {"role": "subcontractor", "name": "鼎立劳务", "source": "registry"},
        ],
        "no_notice_board": True,
    }
    assert [(one["shows"], one["sha256"], one["bytes"]) for one in line["evidence"]] == [("iou", "ab" * 32, 9)]
