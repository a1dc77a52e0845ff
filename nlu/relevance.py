"""Keeps of what was found only the facts that such a message can be meant to state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from nlu.found import Found

FIGURES = frozenset(
    """amount_owed_yuan amount_owed_max_yuan amount_approx amount_agreed_yuan amount_paid_yuan
    amount_per_person_yuan daily_wage_yuan monthly_wage_yuan headcount
    period_start period_end months days_worked workers evidence_kinds""".split()
)
STATES_FIGURES = frozenset(
    {"report_arrears", "provide_info", "correct_info", "paid_update", "crisis", "affirm", "deny", "withdraw"}
)
ANSWERS: Mapping[str, frozenset[str]] = {
    "amount_owed": frozenset({"amount_owed_yuan"}),
    "period": frozenset({"period_start", "period_end", "months", "days_worked"}),
    "daily_wage": frozenset({"daily_wage_yuan"}),
    "monthly_wage": frozenset({"monthly_wage_yuan"}),
    "evidence": frozenset({"evidence_kinds"}),
    "evidence_contract": frozenset({"evidence_kinds"}),
}
BELONGS: Mapping[str, frozenset[str]] = {
    "visit_date": frozenset({"book_visit"}),
    "visit_time": frozenset({"book_visit"}),
    "rating": frozenset({"rate"}),
    "satisfaction": frozenset({"rate"}),
}
VISITS_AND_RATINGS = frozenset(BELONGS)
NAMES = frozenset({"person", "foreman", "employer", "project", "place", "job"})
NAMELESS = frozenset("greet help thanks_bye out_of_scope rate pause resume restart human abuse".split())


def left_out(intent: str, asked: str | None, entities: Mapping[str, Any], found: Iterable[Found]) -> frozenset[str]:
    """The fields that do not count: all in a question about the law, what is owed and proved beside a complaint, people
    in danger and what they do, names beside a greeting or a call for staff, visits and ratings in other messages.
    """
    if intent == "ask_policy":
        return frozenset(entities)
    if intent == "crisis":
        return frozenset({"headcount", "evidence_kinds", "job"}) | VISITS_AND_RATINGS
    elsewhere = frozenset(name for name, home in BELONGS.items() if intent not in home)
    elsewhere |= NAMES if intent in NAMELESS else frozenset()
    answer = ANSWERS.get(asked or "", frozenset({asked or ""}))
    if intent in STATES_FIGURES or answer & entities.keys() or claims(found):
        return elsewhere
    return FIGURES | elsewhere


CLAIMS = ("money.before_owed", "money.before_owed_near", "money.before_still", "money.after_owed", "computed.")
OVERRULED = frozenset({"abuse", "human", "out_of_scope", "greet", "help", "thanks_bye"})


def intent_with(intent: str, found: Iterable[Found]) -> str:
    """A sum that is called owed in so many words makes a claim of an insult, a greeting or a call for staff; so do heads
    and a sum of what nothing else explains.
    """
    found = list(found)
    if intent == "out_of_scope" and {"headcount", "amount_owed_yuan"} <= {each.field for each in found}:
        return "report_arrears"
    return "report_arrears" if intent in OVERRULED and claims(found) else intent


def claims(found: Iterable[Found]) -> bool:
    """Whether a sum is called owed in so many words, or follows from what is."""
    return any(each.field == "amount_owed_yuan" and each.rule.startswith(CLAIMS) for each in found)


WEAK = ("money.no_cue", "money.before_total", "money.before_wages", "money.after_wages")


def as_update(intent: str, found: Sequence[Found]) -> list[Found]:
    """In the news that money came, a sum that nothing calls owed is the one that came."""
    fields = {each.field for each in found}
    if intent != "paid_update" or "amount_paid_yuan" in fields:
        return list(found)
    return [
        replace(each, field="amount_paid_yuan") if each.field == "amount_owed_yuan" and each.rule in WEAK else each
        for each in found
    ]
