"""What a worker wants of a case that he has filed, and what he tells of its money: kept as events, tasks and sums."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from cases.clocks import Calendar
from cases.complaint import Complaint
from cases.embedded import PUBLISHED, WORKER, Step, locked, step
from cases.money import yuan_text
from cases.reading import owed_of
from cases.steps import IllegalStep, Status
from storage import cases as rows
from storage import tasks
from storage.cases import CaseRow, Connection, EventKind, Happening
from storage.tasks import Done, NewTask
from storage.vault import Vault

WITHDRAWAL_WAIT: Final = timedelta(hours=24)  # so long he can change his mind, whoever talked him into it
TOGETHER: Final = timedelta(days=7)  # withdrawals of one site within these days are looked at together
MANY: Final = 3
MONEY_LOOKED_AT: Final = timedelta(days=3)
ASKED_BACK: Final = timedelta(days=2)
NOT_NAMED = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class MoneyTold:
    """What a worker says came: a sum more, or all that came so far, or the whole that he claimed; in his words."""

    case_number: str
    words: str
    fen: int | None
    is_whole: bool
    is_total: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Sums:
    """What staff know of a case's money; what is claimed is not theirs to change."""

    verified_fen: int | None
    agreed_fen: int | None
    paid_fen: int | None


def urge(connection: Connection, vault: Vault, case_number: str, at: datetime) -> None:
    """Keeps that the worker asked for more speed; raises NoSuchCase."""
    _happened(connection, vault, case_number, "urge", at)


def request_withdrawal(connection: Connection, vault: Vault, case_number: str, at: datetime) -> None:
    """Keeps the wish and has staff call back; the case itself does not change. Raises NoSuchCase.

    A second wish while the first is open changes nothing. Several of one site within days are shown as what they may
    be: the work of somebody else than the workers.
    """
    case = _locked(connection, vault, case_number)
    if tasks.open_of_case(connection, case_number, "withdrawal") is not None:
        return
    position = _add(connection, vault, Happening(case_number, "withdrawal_request", at, WORKER))
    site = site_index(vault, case)
    call_back = _about(case, f"withdrawal:{position}", "withdrawal", at, WITHDRAWAL_WAIT)
    tasks.give(connection, vault, replace(call_back, site=site))
    if site and len(together := tasks.cases_with(connection, "withdrawal", site, at - TOGETHER)) >= MANY:
        note = json.dumps({"cases": together}, ensure_ascii=False)
        key = f"together:{site[:16]}:{len(together)}:{together[-1]}"
        flag = _about(case, key, "withdrawals_together", at, timedelta(0))
        tasks.give(connection, vault, replace(flag, note=note))


def cancel_withdrawal(connection: Connection, vault: Vault, case_number: str, at: datetime, by: str = WORKER) -> None:
    """Keeps that the worker wants the case to go on after all; raises NoSuchCase."""
    _happened(connection, vault, case_number, "withdrawal_cancelled", at, by)
    tasks.finish_of_case(connection, case_number, "withdrawal", Done(by, at, "keeps"))


def rate(connection: Connection, vault: Vault, case_number: str, words: str, at: datetime) -> None:
    """Keeps what the worker thinks of how his case was handled, the first time; raises NoSuchCase."""
    _locked(connection, vault, case_number)
    if not any(event.kind == "rating" for event in rows.events_of(connection, vault, [case_number])):
        _add(connection, vault, Happening(case_number, "rating", at, WORKER, note=words))


def miss_money(
    connection: Connection, vault: Vault, case_number: str, at: datetime, calendar: Calendar = PUBLISHED
) -> None:
    """Reopens a case that ended without the worker's money, for another officer; one that goes on is urged.

    Raises NoSuchCase.
    """
    case = _locked(connection, vault, case_number)
    try:
        step(connection, vault, Step(case_number, Status.REOPENED, None, WORKER, at), calendar)
    except IllegalStep:
        return urge(connection, vault, case_number, at)
    former = case.officer or case.former_officer
    rows.change_case(connection, case_number, {"officer": None, "former_officer": former})


def take_money(connection: Connection, vault: Vault, told: MoneyTold, calendar: Calendar = PUBLISHED) -> None:
    """Keeps the sum; the whole of it makes a closed case paid, for that word is the worker's. Raises NoSuchCase.

    While the case goes on, staff get the task to look at it.
    """
    case = _locked(connection, vault, told.case_number)
    paid = paid_after(case, told)
    rows.change_case(connection, told.case_number, {"paid_fen": paid})
    kept = {"words": told.words, "whole": told.is_whole, "paid_yuan": yuan_text(paid) if paid is not None else None}
    note = json.dumps(kept, ensure_ascii=False)
    position = _add(connection, vault, Happening(told.case_number, "money", told.at, WORKER, note=note))
    if told.is_whole and case.status == Status.CLOSED:
        confirmed = Step(told.case_number, Status.PAID, told.words or WORKER, WORKER, told.at)
        step(connection, vault, confirmed, calendar)
    elif case.status != Status.PAID:
        tasks.give(connection, vault, _about(case, f"money:{position}", "money", told.at, MONEY_LOOKED_AT))


def paid_after(case: CaseRow, told: MoneyTold) -> int | None:
    """What came since the complaint was filed, this time included; None while nobody named a sum."""
    known = case.paid_fen
    if told.is_whole:
        return max(known or 0, owed_of(case) or 0, told.fen or 0) or None
    if told.fen is None:
        return known
    return told.fen if told.is_total else (known or 0) + told.fen


def set_sums(connection: Connection, vault: Vault, case_number: str, sums: Sums, by: str, at: datetime) -> None:
    """Keeps what staff know of the money, and what it was before; raises NoSuchCase."""
    case = _locked(connection, vault, case_number)
    values = {name: getattr(sums, name) for name in Sums.__slots__}
    changed = {name: value for name, value in values.items() if value != getattr(case, name)}
    if not changed:
        return
    rows.change_case(connection, case_number, changed)
    kept = {"facts": {_yuan(name): _text(value) for name, value in changed.items()}}
    kept["before"] = {_yuan(name): _text(getattr(case, name)) for name in changed}
    _add(connection, vault, Happening(case_number, "sums", at, by, note=json.dumps(kept)))


def confirm_for_worker(
    connection: Connection, vault: Vault, case_number: str, words: str | None, at: datetime, by: str = WORKER
) -> None:
    """Keeps that he for whom somebody else filed agrees: in his words, or as he told staff; raises NoSuchCase."""
    _locked(connection, vault, case_number)
    _add(connection, vault, Happening(case_number, "confirmed", at, by, note=words))
    tasks.finish_of_case(connection, case_number, "consent_of_worker", Done(by, at, "agreed"))


def ask_worker(connection: Connection, vault: Vault, case_number: str, at: datetime) -> None:
    """Has staff ask him for whom somebody else filed; raises NoSuchCase."""
    case = _locked(connection, vault, case_number)
    tasks.give(connection, vault, _about(case, f"consent:{case_number}", "consent_of_worker", at, ASKED_BACK))


def site_index(vault: Vault, case: CaseRow) -> str | None:
    """A blind index of where the wages are owed: the site, else the firm; None where neither is named."""
    named = Complaint.from_facts(case.facts).facts
    name = NOT_NAMED.sub("", str(named.get("project") or named.get("employer") or "")).lower()
    return vault.index(name, kind="site") if name else None


def _about(case: CaseRow, key: str, kind: tasks.Kind, at: datetime, wait: timedelta) -> NewTask:
    return NewTask(key, kind, case.conversation_id, at, at + wait, case.case_number, case.county_code)


def _happened(
    connection: Connection, vault: Vault, case_number: str, kind: EventKind, at: datetime, by: str = WORKER
) -> None:
    _locked(connection, vault, case_number)
    _add(connection, vault, Happening(case_number, kind, at, by))


def _locked(connection: Connection, vault: Vault, case_number: str) -> CaseRow:
    rows.share_events(connection)
    return locked(connection, vault, case_number)


def _add(connection: Connection, vault: Vault, happened: Happening) -> int:
    return rows.add_event(connection, vault, happened)


def _yuan(name: str) -> str:
    return f"case_{name.removesuffix('_fen')}_yuan"


def _text(fen: int | None) -> str | None:
    return yuan_text(fen) if fen is not None else None
