"""What staff see of talks: lists, a talk, what stands beside it; hidden numbers and who looked at them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from handlers.casework import ReasonMissing
from handlers.desk_panel import DeskPanels, TalkPeek
from handlers.desk_photos import DeskPhotos
from handlers.desk_talks import DeskTalks
from handlers.evidence import Evidence, Piece
from handlers.pictures import Pictures
from handlers.takeover import LONGEST_WORDS, NoSuchTalk, NotAllowed, StaffWords
from handlers.viewer import Role, Viewer
from storage import audit
from storage.blobs import MemoryBlobs
from storage.database import Database
from storage.tables import conversation
from storage.vault import Vault
from tests import whole
from tests.dialogs.said import says
from tests.handlers.test_inbound import came, handler
from tests.handlers.test_takeover import AUDITOR, LI, WU, takeovers
from tests.pictures import photo
from tests.rows import TALK, Clock

pytestmark = pytest.mark.asyncio
AWAY = Viewer("s8", "别处", Role.OFFICER, "62")
FACTS: dict[str, Any] = {"employer": "鼎立劳务", "person": "王建国", "phone": "13800001234"}


def desk(database: Database, vault: Vault, clock: Clock) -> DeskTalks:
    return DeskTalks(database, vault, clock)


def evidence(database: Database, clock: Clock) -> Evidence:
    return Evidence(database, BLOBS, clock, iter(map(str, range(1, 100))).__next__)


BLOBS = MemoryBlobs()


def panels(database: Database, vault: Vault, clock: Clock) -> DeskPanels:
    return DeskPanels(database, vault, clock)


async def talked(database: Database, vault: Vault, clock: Clock, text: str = "我叫王建国，电话13800001234") -> None:
    """A draft with three facts, and the message in which two of them were said."""
    engine = whole.engine(database, vault, clock)
    await whole.kept(
        database, vault, clock, await engine.turn(whole.conversation(TALK), says("report_arrears", **FACTS))
    )
    way = handler(database, vault, clock, engine)
    await way.handle(came(text, "k1", clock), patience=4)


async def lies_in(database: Database, county: str) -> None:
    here = update(conversation).where(conversation.c.id == TALK).values(county_code=county)
    await database.run(lambda connection: connection.execute(here))


async def test_a_list_tells_who_and_against_whom(database: Database, vault: Vault, clock: Clock) -> None:
    await talked(database, vault, clock)
    page = await desk(database, vault, clock).listed(LI, "assistant")
    [one] = page.talks
    assert (one.person, one.against, page.after) == ("王**", "鼎立劳务", None)


async def test_long_numbers_are_hidden_in_the_talk(database: Database, vault: Vault, clock: Clock) -> None:
    await talked(database, vault, clock)
    talk = await desk(database, vault, clock).talk(LI, TALK)
    line = next(line for line in talk.page.lines if line.kind == "text" and "王建国" in line.text)
    assert "13800001234" not in line.text and line.text.endswith("1234") and line.is_masked


async def test_a_talk_elsewhere_is_not_there(database: Database, vault: Vault, clock: Clock) -> None:
    await talked(database, vault, clock)
    await lies_in(database, "321111")
    shown, beside = desk(database, vault, clock), panels(database, vault, clock)
    assert (await shown.listed(AWAY, "assistant")).talks == ()
    for look in (
        shown.talk(AWAY, TALK),
        shown.earlier(AWAY, TALK, 9),
        shown.read(AWAY, TALK, 1),
        beside.panel(AWAY, TALK),
        beside.reveal(AWAY, TalkPeek(TALK, "phone", "contact")),
    ):
        with pytest.raises(NoSuchTalk):
            await look
    assert (await shown.talk(LI, TALK)).row.county_code == "321111"


async def test_values_come_with_their_words_hidden_as_they_are(database: Database, vault: Vault, clock: Clock) -> None:
    await talked(database, vault, clock)
    panel = await panels(database, vault, clock).panel(LI, TALK)
    assert panel.is_draft and panel.facts["phone"] == "138****1234"
    said = panel.said["phone"]
    assert said.words == "138****1234" and said.before == "我叫王建国，电话"
    assert "13800001234" not in repr(panel.said)
    assert "project" in panel.missing and "phone" not in panel.missing


async def test_who_looks_at_a_hidden_value_is_kept_with_his_reason(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await talked(database, vault, clock)
    await lies_in(database, "321111")
    beside = panels(database, vault, clock)
    assert await beside.reveal(LI, TalkPeek(TALK, "phone", "contact", "回电话")) == "13800001234"
    [act] = await database.read(lambda c: audit.look(c, vault, audit.Looked(area="3211", action="revealed")))
    assert (act.by, act.subject, act.reason, act.note) == (LI.name, TALK, "phone contact", "回电话")
    again = await beside.panel(LI, TALK)
    assert again.facts["phone"] == "138****1234"


async def test_the_numbers_of_one_message_can_be_seen_with_a_reason(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await talked(database, vault, clock)
    talk = await desk(database, vault, clock).talk(LI, TALK)
    masked = next(line for line in talk.page.lines if line.is_masked)
    peek = TalkPeek(TALK, f"message-{masked.id}", "contact")
    assert "13800001234" in await panels(database, vault, clock).reveal(LI, peek)
    acts = await database.read(lambda c: audit.look(c, vault, audit.Looked(subject=TALK)))
    assert acts[0].reason == f"message-{masked.id} contact"


@pytest.mark.parametrize("field", ["employer", "project", "nonsense", "message-999", "message-", "message-x", ""])
async def test_what_is_not_hidden_or_not_there_is_not_revealed(
    database: Database, vault: Vault, clock: Clock, field: str
) -> None:
    await talked(database, vault, clock)
    with pytest.raises(NoSuchTalk):
        await panels(database, vault, clock).reveal(LI, TalkPeek(TALK, field, "contact"))
    assert await database.read(lambda c: audit.look(c, vault, audit.Looked(subject=TALK))) == []


async def test_without_a_reason_or_the_right_nothing_is_revealed(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await talked(database, vault, clock)
    beside = panels(database, vault, clock)
    for reason, words in (("", ""), ("other", "  ")):
        with pytest.raises(ReasonMissing):
            await beside.reveal(LI, TalkPeek(TALK, "phone", reason, words))
    with pytest.raises(NotAllowed):
        await beside.reveal(AUDITOR, TalkPeek(TALK, "phone", "contact"))


async def test_a_photo_is_shown_to_those_of_the_area_only(database: Database, vault: Vault, clock: Clock) -> None:
    await talked(database, vault, clock)
    await lies_in(database, "321111")
    originals = evidence(database, clock)
    row = await originals.take(Piece("k9", TALK, photo(300, 200)))
    shown = DeskPhotos(database, vault, originals, Pictures(originals), clock)
    assert (await shown.copy(LI, row.id, "screen")).width == 300
    assert await shown.original(LI, row.id) == (row, photo(300, 200))
    for viewer, id in ((AWAY, row.id), (LI, "nothing")):
        for look in (shown.copy(viewer, id, "thumb"), shown.original(viewer, id)):
            with pytest.raises(NoSuchTalk):
                await look
    with pytest.raises(NotAllowed):
        await shown.original(AUDITOR, row.id)
    [act] = await database.read(lambda c: audit.look(c, vault, audit.Looked(subject=TALK)))
    assert (act.action, act.by, act.reason, act.area) == ("original_opened", LI.name, row.id, "321111")


async def test_who_is_handed_a_talk_reads_what_his_colleague_says_to_it(
    database: Database, vault: Vault, clock: Clock
) -> None:
    await talked(database, vault, clock)
    doing, shown = takeovers(database, vault, clock), desk(database, vault, clock)
    await doing.take_over(LI, TALK)
    await doing.hand_on(LI, TALK, WU.name, "欠条核过了，等公司回话。" + "长" * 300)
    handed = (await shown.talk(WU, TALK)).handed
    assert handed and (handed.by, handed.reason) == (LI.name, WU.name)
    assert handed.note and handed.note.startswith("欠条核过了") and len(handed.note) == LONGEST_WORDS
    assert (await shown.talk(LI, TALK)).handed is None
    clock.later(minutes=1)
    await doing.give_back(WU, TALK)
    await doing.take_over(WU, TALK)
    assert (await shown.talk(WU, TALK)).handed is None


async def test_what_became_of_the_words_of_staff_is_shown(database: Database, vault: Vault, clock: Clock) -> None:
    await talked(database, vault, clock)
    doing = takeovers(database, vault, clock)
    await doing.take_over(LI, TALK)
    await doing.say(LI, StaffWords(TALK, "1", "您好。"))
    talk = await desk(database, vault, clock).talk(WU, TALK)
    line = talk.page.lines[-1]
    assert (line.speaker, line.by, line.state, talk.row.held_by) == ("staff", LI.name, "waiting", LI.name)
    assert talk.windowed is False


async def test_what_happened_stands_beside_the_talk(database: Database, vault: Vault, clock: Clock) -> None:
    await talked(database, vault, clock)
    doing = takeovers(database, vault, clock)
    await doing.take_over(LI, TALK)
    await doing.hand_on(LI, TALK, WU.name)
    panel = await panels(database, vault, clock).panel(LI, TALK)
    assert [(act.action, act.reason) for act in panel.acts] == [
        ("talk_handed_on", WU.name),
        ("talk_taken_over", None),
    ]


async def test_earlier_words_come_page_by_page(
    database: Database, vault: Vault, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.desk_lines.PAGE", 2)
    await talked(database, vault, clock)
    shown = desk(database, vault, clock)
    talk = await shown.talk(LI, TALK)
    assert talk.page.earlier and len(talk.page.lines) == 2
    earlier = await shown.earlier(LI, TALK, talk.page.lines[0].id)
    assert earlier.lines[-1].id < talk.page.lines[0].id
