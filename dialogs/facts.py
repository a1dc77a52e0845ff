"""What the slots know, as facts under their names of NLU.md, and the other way round."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Slots = Mapping[str, Any]
FOR_FAMILY = "utter_for_other"  # in `told`: he files for one of his family
FOR_THE_DESK = frozenset({"ledger", "confidential", "reporter_role"})  # what staff are told beside the facts
QUESTIONNAIRE = "2026-11"  # stored with each draft: which questions it answers
WORDS = ("person", "id_number", "phone", "project", "place", "employer", "foreman", "headcount")
AMOUNT = ("amount_owed_yuan", "amount_owed_max_yuan", "amount_approx")
PERIOD = ("period_start", "period_end", "months", "days_worked")
DETAILS = (
    "job",
    "amount_agreed_yuan",
    "amount_paid_yuan",
    "amount_per_person_yuan",
    "daily_wage_yuan",
    "monthly_wage_yuan",
    "months",
    "days_worked",
    "workers",
    "bank_card",
)
REPORTER = ("person", "id_number", "phone")
ASKED = (  # the slots that hold facts, in the order of their questions
    *("person", "id_number", "phone", "project", "place", "employer", "foreman"),
    *("amount_owed", "period", "headcount", "evidence"),
)
DRAFT = (
    *ASKED,
    "fix",
    "confirm",
    "details",
    "skipped",
    "explained",
    "missed",
    "doubt",
    "fixing",
    "trail",
    "went_back",
    "told",
    "account",
    "site",
    "no_board",
    "questionnaire",
    "draft_id",
)


def _part(names: tuple[str, ...], entities: Slots) -> dict[str, Any] | None:
    return {name: entities[name] for name in names if entities.get(name) is not None} or None


def _amount(entities: Slots) -> dict[str, Any] | None:
    return _part(AMOUNT, entities) if entities.get("amount_owed_yuan") is not None else None


def _period(entities: Slots) -> dict[str, Any] | None:
    dated = entities.get("period_start") or entities.get("period_end")
    return length_of(entities) if dated else None


def length_of(entities: Slots) -> dict[str, Any] | None:
    """A period with or without its days: three months are an answer, but no reason not to ask which."""
    return _part(PERIOD, entities)


def _evidence(entities: Slots) -> list[str] | None:
    return list(entities.get("evidence_kinds") or ()) or None


READ: Mapping[str, Callable[[Slots], Any]] = {
    "amount_owed": _amount,
    "period": _period,
    "evidence": _evidence,
}


def value_for(slot: str, entities: Slots) -> Any:
    """What a reading's entities give for a slot, None if they give nothing."""
    read = READ.get(slot)
    return read(entities) if read else entities.get(slot)


def details_of(entities: Slots) -> dict[str, Any]:
    """The facts that are kept without being asked for."""
    return _part(DETAILS, entities) or {}


def has_facts(entities: Slots) -> bool:
    """Whether a reading says anything that belongs in a complaint."""
    return bool(details_of(entities)) or any(value_for(slot, entities) is not None for slot in ASKED)


def facts_from(slots: Slots) -> dict[str, Any]:
    """The open draft's facts; absent ones are left out."""
    facts: dict[str, Any] = dict(slots.get("details") or {})
    facts |= {name: slots[name] for name in WORDS if slots.get(name) is not None}
    facts |= _part(AMOUNT, slots.get("amount_owed") or {}) or {}
    facts |= slots.get("period") or {}
    if facts.get("id_number"):
        facts["id_valid"] = True
    if slots.get("evidence"):
        facts["evidence_kinds"] = slots["evidence"]
    if len(months := (slots.get("account") or {}).get("ledger") or {}) > 1:
        facts["ledger"] = [{"month": month, "amount_owed_yuan": months[month]} for month in sorted(months)]
    return facts | wishes_of(slots)


def wishes_of(slots: Slots) -> dict[str, Any]:
    """What staff must know of how the complaint came: whether its worker wants it secret, whether he spoke himself."""
    secret = {"confidential": True} if slots.get("confidential") else {}
    return secret | ({"reporter_role": "family"} if FOR_FAMILY in (slots.get("told") or ()) else {})


def facts_of(slots: Slots) -> dict[str, Any]:
    """The facts so far under NLU.md's names: of the open draft if there is one, else of the complaint filed last."""
    facts = facts_from(slots) if slots.get("draft_id") else slots.get("filed_facts") or {}
    return {name: value for name, value in facts.items() if name not in FOR_THE_DESK}


def facts_said(entities: Slots) -> dict[str, Any]:
    """All that a message adds to a complaint, under the names of NLU.md."""
    names = (*WORDS, *AMOUNT, "period_start", "period_end", *DETAILS, "evidence_kinds")
    return _part(names, entities) or {}
