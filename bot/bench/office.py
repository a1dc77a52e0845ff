"""Fills a database with invented talks, their cases and a year of audited acts: an office that has been at work.

As a program: takes how many talks, fills the database of its settings, writes who works there as one JSON line.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bot.demo.filling import COUNT as TEMPLATES
from bot.demo.filling import PREFIX, Demo
from bot.wiring import Parts, new_number, utc_now
from handlers.staff import OPERATOR, FirstPassword, NewStaff
from handlers.viewer import Role
from nlu.divisions import divisions
from storage.copies import Talk, Twin, read_talk, write_acts, write_twins

BATCH: Final = 250
YEAR: Final = 365
ONE_WAITS_IN: Final = 80  # talks; in an office that keeps up
ONE_IS_HELD_IN: Final = 150
ACTS_A_TALK: Final = 3
LONGER: Final = 12  # times as long as the others is one talk
ACTIONS: Final = ("talk_taken_over", "talk_given_back", "revealed", "case_stepped", "signed_in")
AREAS: Final = ("33", "62", "3201", "3205", "3211", "3301", "6211")
STAFF: Final = (
    NewStaff("bench-all", Role.ADMIN),
    NewStaff("bench-province", Role.SUPERVISOR, "32"),
    NewStaff("bench-county", Role.OFFICER, "321111"),
    *(NewStaff(f"bench-{area}", Role.SUPERVISOR, area) for area in AREAS),
)
LONG: Final = "worker-long"


async def fill(parts: Parts, talks: int, tell: Callable[[int], None], held: int = TEMPLATES) -> list[FirstPassword]:
    """So many talks, made of those that were held; `tell` hears how many there are.

    Returns who works there, with their first passwords.
    """
    async for _ in Demo(parts).fill(held):
        pass
    templates = [await _template(parts, number) for number in range(held)]
    twins = _twins(templates, talks, parts)
    done = held
    while batch := list(islice(twins, BATCH)):
        await parts.database.run(partial(write_twins, vault=parts.vault, twins=batch))
        done += len(batch)
        tell(done)
    await parts.database.run(partial(write_acts, acts=list(_acts(talks, utc_now()))))
    return [await parts.staff().add(new, OPERATOR) for new in STAFF]


async def _template(parts: Parts, number: int) -> Talk:
    id = f"{PREFIX}worker-{number:03d}"
    return await parts.database.read(lambda connection: read_talk(connection, parts.vault, id))


def _twins(templates: list[Talk], talks: int, parts: Parts) -> Iterator[tuple[Talk, Twin]]:
    counties = [code for code, one in divisions().items() if one.level == 3 and code.startswith(("32", "33", "62"))]
    for number in range(len(templates), talks - 1):
        yield templates[number % len(templates)], _twin(templates, number, counties, parts)
    yield _lengthened(templates[0]), Twin({"worker-000": LONG, **_new_names(templates[0], talks)}, timedelta(), {})


def _twin(templates: list[Talk], number: int, counties: list[str], parts: Parts) -> Twin:
    talk = templates[number % len(templates)]
    phone, county = f"1380000{number % 10_000:04d}", counties[number * 7 % len(counties)]
    texts = {f"worker-{number % len(templates):03d}": f"worker-{number:06d}", **_new_names(talk, number)}
    place = {"county_code": None if number % 33 == 0 else county}
    complaint = {**place, "phone_index": parts.vault.index(phone, kind="phone")}
    columns = {"conversation": {**place, **_held(number)}, "complaint": complaint, "wage_case": place}
    return Twin(texts, timedelta(days=number * 37 % YEAR, minutes=number % 1440), columns)


def _new_names(talk: Talk, number: int) -> dict[str, str]:
    drafts = {row["id"]: f"{row['id'][:24]}{number:012x}" for row in talk.rows["draft"]}
    return drafts | {row["case_number"]: new_number() for row in talk.rows["complaint"]}


def _held(number: int) -> dict[str, Any]:
    if number % ONE_IS_HELD_IN == 0:
        by = STAFF[number // ONE_IS_HELD_IN % len(STAFF)].name
        return {"held_by": by, "handed_over": True, "wanted": None, "wanted_at": None}
    return {} if number % ONE_WAITS_IN == 0 else {"handed_over": False, "wanted": None, "wanted_at": None}


def _lengthened(talk: Talk) -> Talk:
    said = [{**row, "key": f"{row['key']}#{time}"} for time in range(LONGER) for row in talk.rows["message"]]
    return replace(talk, rows={**talk.rows, "message": said})


def _acts(talks: int, now: datetime) -> Iterator[dict[str, Any]]:
    for number in range(talks * ACTS_A_TALK):
        yield {
            "at": now - timedelta(days=YEAR) * (1 - number / (talks * ACTS_A_TALK)),
            "by": STAFF[number % len(STAFF)].name,
            "action": ACTIONS[number % len(ACTIONS)],
            "subject": f"{PREFIX}worker-{number % talks:06d}",
            "reason": "phone contact" if number % len(ACTIONS) == 2 else None,
            "area": "321111" if number % 4 else "621102",
            "note": None,
        }


async def _main(talks: int) -> None:
    from bot.local import holding
    from bot.settings import load_settings

    async with holding(load_settings(os.environ, Path.cwd()), "bench") as service:
        staff = await fill(service.parts, talks, lambda done: print(f"{done} talks", file=sys.stderr, flush=True))
    print(json.dumps({one.name: one.password for one in staff}))


if __name__ == "__main__":
    asyncio.run(_main(int(sys.argv[1])))
