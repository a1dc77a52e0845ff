"""What the templates of the talks want to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.steps import Status, allowed, official
from console.formats import area_name
from console.talks import Live
from console.views.case import MARKED, Next, told_of
from console.views.talks.place import LISTS, Place, event_name
from console.words import told, word
from handlers.desk_panel import Panel
from handlers.desk_photos import OPENED
from handlers.desk_talks import DeskTalk, ListPage
from handlers.placing import PLACED
from handlers.takeover import HANDED_ON, NoSuchTalk
from handlers.viewer import Viewer
from storage.audit import AuditRow

LONGEST: Final = 600  # characters: below the 2,048 bytes that WeChat takes
ORDER: Final = (
    *("person", "id_number", "phone", "bank_card", "job"),
    *("project", "place", "employer", "foreman"),
    *("amount_owed_yuan", "period", "headcount", "evidence_kinds", "workers"),
    *("amount_agreed_yuan", "amount_paid_yuan", "amount_per_person_yuan", "daily_wage_yuan", "monthly_wage_yuan"),
    *("months", "days_worked"),
)
INSIDE_OTHERS: Final = frozenset({"amount_owed_max_yuan", "amount_approx", "period_start", "period_end", *MARKED})


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened in a talk beside what was said; `family` names its colour."""

    at: datetime
    label: str
    by: str = ""
    note: str = ""
    family: str = "plain"


async def list_values(live: Live, viewer: Viewer, place: Place) -> dict[str, Any]:
    """For the column of lists."""
    page = await live.desk.listed(viewer, place.list, place.after)
    return {
        "place": place,
        "page": page,
        "tabs": [(name, word("list", name), count_in(page, name)) for name in LISTS],
        "event_name": event_name,
    }


def count_in(page: ListPage, name: str) -> int | None:
    """How many talks a tab tells of; none for those that need nobody."""
    counts = page.counts
    return {"waiting": counts.waiting, "mine": counts.mine, "others": counts.others}.get(name)


async def talk_values(live: Live, viewer: Viewer, place: Place) -> dict[str, Any]:
    """For the column of the talk; nothing is open when there is no such talk."""
    values: dict[str, Any] = {"open": None, "place": place, "longest": LONGEST, "event_name": event_name}
    if not place.talk:
        return values
    try:
        talk = await live.desk.talk(viewer, place.talk)
    except NoSuchTalk:
        return values
    return {**values, "open": talk, "unsent": _unsent(talk), "new_from": _new_from(talk)}


async def panel_values(live: Live, viewer: Viewer, place: Place, now: Callable[[], datetime]) -> dict[str, Any]:
    """For the column beside the talk."""
    if not place.talk:
        return {"panel": None, "place": place}
    try:
        panel = await live.panels.panel(viewer, place.talk)
    except NoSuchTalk:
        return {"panel": None, "place": place}
    return {
        "panel": panel,
        "place": place,
        "fields": fields_of(panel.facts),
        "happened": happened_in(panel),
        "nexts": {one.case.case_number: nexts_of(one.case.status) for one in panel.cases},
        "told_of": told_of,
        "official": lambda code: official(Status(code)),
        "event_name": event_name,
    }


def fields_of(facts: Mapping[str, Any]) -> list[str]:
    """Which facts there are, in the order in which they are read; a period is one."""
    has_period = "period_start" in facts or "period_end" in facts
    known = [name for name in ORDER if facts.get(name) not in (None, "") or (name == "period" and has_period)]
    return known + [name for name in facts if name not in ORDER and name not in INSIDE_OTHERS]


def nexts_of(status: str) -> list[Next]:
    """The steps that can be taken from there."""
    return [Next(to, official(to), to is Status.PAID) for to in allowed(Status(status))]


def happened_in(panel: Panel) -> list[Happened]:
    """The newest first."""
    found = [Happened(act.at, word("action", act.action), act.by, _about(act)) for act in panel.acts]
    for draft in panel.drafts:
        found.append(Happened(draft.opened_at, word("draft", "open")))
        if draft.closed_at:
            found.append(Happened(draft.closed_at, word("draft", draft.status), family="waiting"))
    if panel.consent:
        found.append(Happened(panel.consent.at, word("consent", "given" if panel.consent.given else "refused")))
    for case in panel.cases:
        for event in case.events:
            shown = told_of(event)
            note = shown.words or ""
            found.append(Happened(event.at, shown.label, "" if event.by == "worker" else event.by or "", note, "step"))
    return sorted(found, key=lambda one: one.at, reverse=True)


def lasted(seconds: float) -> str:
    """How long something lasts, as roughly as people say it."""
    minutes = int(seconds // 60)
    if minutes < 1:
        return told("just_now")
    if minutes < 60:
        return told("minutes", count=minutes)
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return " ".join([told("hours", count=hours), *([told("minutes", count=rest)] if rest and hours < 10 else [])])
    return told("days", count=minutes // (24 * 60))


def _about(act: AuditRow) -> str:
    """What of an act is for reading: whose it became and what he was told, or which value was looked at and why."""
    reason = act.reason or ""
    if act.action == OPENED:
        return ""
    if act.action == PLACED:
        return area_name(reason)
    if act.action == HANDED_ON and act.note:
        return told("handed_with", name=reason, words=act.note)
    if act.action != "revealed" or not reason:
        return reason
    field, _, why = reason.partition(" ")
    label = word("line_kind", "text") if field.startswith("message-") else word("fact", field)
    return f"{label} · {word('reason', why)}"


def _unsent(talk: DeskTalk) -> int:
    """How many words of staff are still on their way: they will use up what a channel allows."""
    return sum(line.state == "waiting" for line in talk.page.lines if line.speaker in ("staff", "notice"))


def _new_from(talk: DeskTalk) -> int:
    """The first of the worker's words that he has not read; 0 for none."""
    new = (line.id for line in talk.page.lines if line.speaker == "worker" and line.id > talk.read)
    return next(new, 0) if talk.read else 0
