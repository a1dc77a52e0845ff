"""A case's evidence in the console: all of it in one place, each piece named, played in parts, bounded by the area."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from console.parts import Console
from handlers.evidence import Piece
from handlers.viewer import Role
from storage import cases, evidence
from storage.evidence import EvidenceRow
from storage.tables import audit, site
from tests.console.office import AWAY, HERE, browser_of, hire
from tests.console.talks.room import says
from tests.handlers.test_site_ties import complaint, told
from tests.pictures import photo
from tests.rows import START, TALK, Clock, numbered

pytestmark = pytest.mark.asyncio
NUMBER = numbered(50)
CLOCK = Clock()
SOUND = b"RIFF\0\0\0\0WAVE" + bytes(range(200))


async def sent(console: Console, content: bytes, kind: Any, key: str) -> EvidenceRow:
    """A piece of the worker's whose case it is."""
    row = await console.live.photos._originals.take(Piece(key, TALK, content, kind))
    await console.database.run(lambda c: evidence.belong(c, TALK, "draft-50"))
    return row


async def filed_with_site(console: Console) -> None:
    facts = {"project": "万象新城", "place": "江苏省镇江市润州区"}
    await says(console, CLOCK, "你好", worker=TALK)
    await told(console.database, console.vault, complaint(NUMBER, "draft-50", **facts))


async def test_all_evidence_of_a_case_is_in_one_place(console: Console) -> None:
    await filed_with_site(console)
    shot, voice = await sent(console, photo(), "image", "m-1"), await sent(console, SOUND, "voice", "m-2")
    amr = await sent(console, b"#!AMR\n" + bytes(9), "voice", "m-3")
    async with browser_of(console) as browser:
        await hire(console, "li.na", Role.OFFICER, "3211")
        await browser.sign_in("li.na")
        page = await browser.get(f"/console/cases/{NUMBER}/evidence")
        named = await browser.post(f"/console/cases/{NUMBER}/evidence/{shot.id}", shows="board")
        part = await browser.client.get(f"/console/evidence/{voice.id}/play", headers={"Range": "bytes=4-9"})
        plays = [(await browser.get(f"/console/evidence/{row.id}/play")).status_code for row in (voice, amr, shot)]
        after = await browser.get(f"/console/cases/{NUMBER}/evidence")
        case = await browser.get(f"/console/cases/{NUMBER}")
    assert all(text in page.text for text in (shot.sha256, voice.sha256, "（amr）", "没有合同", "证人"))
    assert named.status_code == 303
    assert (part.status_code, part.content, part.headers["content-range"]) == (
        206,
        SOUND[4:10],
        f"bytes 4-9/{len(SOUND)}",
    )
    assert plays == [200, 404, 404]
    assert "维权告示牌</strong>" in after.text and "万象新城的情况" in case.text
    seen = await console.database.read(lambda c: c.execute(select(site.c.board_at)).scalar_one())
    acts = await console.database.read(lambda c: c.execute(select(audit.c.action, audit.c.reason)).all())
    assert seen == START and ("evidence_named", "board") in [tuple(act) for act in acts]


async def test_what_is_no_evidence_of_the_case_is_not_named(sqlite_console: Console) -> None:
    console = sqlite_console
    await filed_with_site(console)
    shot = await sent(console, photo(), "image", "m-1")
    assert await console.database.read(lambda c: cases.draft_filed(c, NUMBER)) == "draft-50"
    async with browser_of(console) as browser:
        await hire(console, "li.na", Role.OFFICER, "3211")
        await browser.sign_in("li.na")
        await browser.get(f"/console/cases/{NUMBER}/evidence")
        answers = [
            await browser.post(f"/console/cases/{HERE}/evidence/{shot.id}", shows="iou"),
            await browser.post(f"/console/cases/{NUMBER}/evidence/{shot.id}", shows="treasure"),
            await browser.get(f"/console/cases/{AWAY}/evidence"),
        ]
    assert [answer.status_code for answer in answers] == [404, 404, 404]
