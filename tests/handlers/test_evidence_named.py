"""What pictures show: named by the worker, also those still to be fetched, or guessed from the one kind he has."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from cases.proof import missing_proof
from dialogs.effects import EvidenceNamed
from storage import evidence, pickups
from storage.database import Database
from storage.evidence import EvidenceRow
from storage.leases import Claim
from storage.pickups import Wanted
from storage.vault import Vault
from tests.handlers.test_site_ties import complaint, told
from tests.rows import NUMBER, START, TALK

HOUR = timedelta(hours=1)


async def sent(database: Database, key: str, at: datetime = START, draft: str | None = None) -> None:
    row = EvidenceRow(f"id-{key}", key, TALK, "image", "jpeg", 9, "0" * 64, at, draft)
    await database.run(lambda connection: evidence.add(connection, row))


async def shown(database: Database) -> list[tuple[str, str | None, str | None]]:
    rows = await database.read(lambda connection: evidence.of_conversation(connection, TALK))
    return [(row.key, row.shows, row.shows_by) for row in rows]


@pytest.mark.asyncio
async def test_what_was_just_sent_shows_what_he_says(database: Database, vault: Vault) -> None:
    for key, at in (("old", START - 2 * HOUR), ("first", START), ("second", START)):
        await sent(database, key, at)
    await told(database, vault, complaint(), EvidenceNamed("transfer", NUMBER))
    assert await shown(database) == [
        ("old", None, None),
        ("first", "transfer", "worker"),
        ("second", "transfer", "worker"),
    ]
    await sent(database, "third")
    await told(database, vault, EvidenceNamed("chat", NUMBER))
    assert (await shown(database))[1:] == [
        ("first", "transfer", "worker"),
        ("second", "transfer", "worker"),
        ("third", "chat", "worker"),
    ]


@pytest.mark.asyncio
async def test_what_is_still_to_be_fetched_is_named_too(database: Database, vault: Vault) -> None:
    wanted = Wanted("m-1", TALK, "wechat", "{}", START, START + 3 * 24 * HOUR)
    await database.run(lambda connection: pickups.put(connection, vault, wanted))
    await told(database, vault, complaint(), EvidenceNamed("iou", NUMBER))
    claim = Claim(("wechat",), 1, HOUR)
    claimed = await database.run(lambda connection: pickups.claim(connection, vault, claim, START))
    assert await database.read(lambda connection: pickups.told_of(connection, claimed[0])) == {
        "draft_id": None,
        "shows": "iou",
        "shows_by": "worker",
    }


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("kinds", "guessed"),
    [(["iou", "photo"], ("iou", "guess")), (["iou", "chat"], (None, None)), (["witness", "photo"], (None, None))],
)
async def test_a_picture_is_the_one_kind_that_he_says_he_has(
    database: Database, vault: Vault, kinds: list[str], guessed: tuple[str | None, str | None]
) -> None:
    await sent(database, "m-1", draft="draft-1")
    await told(database, vault, complaint(evidence_kinds=kinds))
    assert [row[1:] for row in await shown(database)] == [guessed]


@pytest.mark.parametrize(
    ("kinds", "missing"),
    [
        ([], ["transfer", "wage_sheet", "work_card", "attendance", "witness"]),
        (["iou", "chat"], ["transfer", "wage_sheet", "work_card", "attendance", "witness"]),
        (["transfer"], ["wage_sheet", "work_card", "attendance", "witness"]),
        (["transfer", "witness"], []),
        (["contract"], []),
    ],
)
def test_without_a_contract_two_other_proofs_are_enough(kinds: list[str], missing: list[str]) -> None:
    assert missing_proof(kinds) == missing
