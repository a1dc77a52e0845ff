"""Messages with the readings that a test gives them, so that the dialog is tested apart from the understanding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.conversation import Conversation, Turn
from dialogs.replies import text_of
from dialogs.said import Said
from nlu.reading import Conflict, Reading
from tests.talks import SCRIPT, WORKER, DialogAlone

FULL: Mapping[str, Any] = {
    "person": "王建国",
    "id_number": "321102198506150015",
    "phone": "13800001234",
    "project": "万象新城",
    "place": "润州区",
    "employer": "鼎立劳务",
    "foreman": "老孙",
    "amount_owed_yuan": "24000",
    "period_start": "2026-03-01",
    "period_end": "2026-07-31",
    "headcount": 1,
    "evidence_kinds": ["iou"],
}


def says(intent: str, text: str = "…", conflicts: tuple[Conflict, ...] = (), **entities: Any) -> Said:
    return Said(text, "text", Reading(text, intent, 1.0, entities, conflicts))


async def hears(alone: DialogAlone, *messages: Said, start: Conversation | None = None) -> Turn:
    """The turn that the last of the messages led to."""
    conversation = start or Conversation(WORKER)
    for message in messages[:-1]:
        conversation = (await alone.engine.turn(conversation, message)).conversation
    return await alone.engine.turn(conversation, messages[-1])


async def at(alone: DialogAlone, slot: str) -> Conversation:
    """A conversation in which that slot is asked: everything before it in the form is known, nothing after it."""
    slots = {
        "consent": ("consent",),
        "amount_owed": ("amount_owed_yuan",),
        "period": ("period_start", "period_end"),
        "evidence": ("evidence_kinds",),
    }
    order = [name for name in alone.script.domain["forms"]["complaint_form"]["required_slots"] if name != "fix"]
    known = [name for part in order[: order.index(slot)] for name in slots.get(part, (part,))]
    facts = {name: FULL[name] for name in known if name in FULL}
    several = "我们几个人都没拿到钱" if slot == "headcount" else "…"  # one who speaks for himself is not asked
    opening = says("report_arrears", several, **facts)
    messages = (opening,) if slot == "consent" else (opening, says("affirm"))
    turn = await hears(alone, *messages)
    assert turn.asked == slot
    return turn.conversation


def words(name: str, **values: Any) -> str:
    """A text of the domain with its blanks filled."""
    return text_of(SCRIPT.domain, name, values)


def texts(turn: Turn) -> list[str]:
    """What the turn says."""
    return [reply.text for reply in turn.replies]
