"""Facts put into a worker's words: the lines of the read-back, sums in digits and words, days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dialogs.facts import ASKED
from dialogs.forms.account import is_supposed, may_be_added
from dialogs.replies import text_of
from dialogs.sums import same, worked_out
from nlu.amounts import as_text
from nlu.spoken import yuan_in_words

Domain = Mapping[str, Any]
Slots = Mapping[str, Any]
IN_WORDS_FROM = Decimal(10_000)
MORE = {"job": "job", "amount_paid": "amount_paid_yuan"}  # lines for facts that are not asked for


def day_text(domain: Domain, day: str | date) -> str:
    at = date.fromisoformat(day) if isinstance(day, str) else day
    return text_of(domain, "utter_day", {"year": at.year, "month": at.month, "day": at.day})


def amount_text(domain: Domain, amount: Slots) -> str:
    """A sum in digits, also in words when it is large, with its 'about' when it was said so."""
    digits, most = amount["amount_owed_yuan"], amount.get("amount_owed_max_yuan")
    if most:
        return text_of(domain, "utter_amount_range", {"digits": digits, "digits_max": most})
    name = "utter_amount_about" if amount.get("amount_approx") else "utter_amount"
    if not is_large(amount):
        return text_of(domain, name, {"digits": digits})
    return text_of(domain, f"{name}_in_words", {"digits": digits, "words": yuan_in_words(digits)})


def is_large(amount: Slots) -> bool:
    return Decimal(amount["amount_owed_yuan"]) >= IN_WORDS_FROM


def period_text(domain: Domain, period: Slots) -> str:
    """From when to when, in months where whole months were said; or how long, when that is all that is known."""
    start, end = period.get("period_start"), period.get("period_end")
    if not start and not end:
        return text_of(domain, "utter_period_months" if period.get("months") else "utter_period_days", period)
    if not (start and end):
        name = "utter_period_from" if start else "utter_period_until"
        return text_of(domain, name, {"day": day_text(domain, start or end or "")})
    return span_text(domain, date.fromisoformat(start), date.fromisoformat(end))


def span_text(domain: Domain, start: date, end: date) -> str:
    """Two days, or the months between them when they are whole."""
    if start.day != 1 or (end + timedelta(days=1)).day != 1:
        last = "utter_day" if start.year != end.year else "utter_day_same_year"
        to = text_of(domain, last, {"year": end.year, "month": end.month, "day": end.day})
        days = {"start": day_text(domain, start), "end": to}
        return text_of(domain, "utter_period_from_to", days)
    months = {"year": start.year, "month": start.month, "end_year": end.year, "end_month": end.month}
    if start.year != end.year:
        return text_of(domain, "utter_period_years", months)
    return text_of(domain, "utter_period_month" if start.month == end.month else "utter_period_year", months)


def evidence_text(domain: Domain, kinds: list[str]) -> str:
    known = [f"utter_evidence_{kind}" for kind in kinds if f"utter_evidence_{kind}" in domain["responses"]]
    return text_of(domain, "utter_list_comma", {}).join(text_of(domain, name, {}) for name in known)


def value_text(domain: Domain, slot: str, value: Any) -> str:
    """The value as it is read to him."""
    said: dict[str, Callable[[Domain, Any], str]] = {
        "amount_owed": amount_text,
        "period": period_text,
        "evidence": evidence_text,
    }
    return said[slot](domain, value) if slot in said else str(value)


def line(domain: Domain, slot: str, value: Any) -> str:
    """One line of the read-back."""
    blank = "amount" if slot == "amount_owed" else slot
    return text_of(domain, f"utter_line_{slot}", {blank: value_text(domain, slot, value)})


def two_to_choose(domain: Domain, slot: str, values: list[Any]) -> dict[str, Any]:
    """The blanks and choices of the question which of two is right."""
    first, second = (value_text(domain, slot, value) for value in values)
    buttons = [{"title": text, "payload": text} for text in (first, second)]
    return {"title": title(domain, slot), "first": first, "second": second, "buttons": buttons}


def lines(domain: Domain, slots: Slots) -> list[str]:
    """All that is known, a line each, in the order of the questions, and how the sum came about."""
    known = [line(domain, slot, slots[slot]) for slot in ASKED if slots.get(slot) is not None]
    if is_supposed(slots):
        spoken = line(domain, "headcount", slots["headcount"])
        known[known.index(spoken)] = spoken + text_of(domain, "utter_line_supposed", {})
    details = slots.get("details") or {}
    more = [f"utter_line_{name}" for name, fact in MORE.items() if details.get(fact)]
    return known + reckoned(domain, slots) + [text_of(domain, name, details) for name in more]


def reckoned(domain: Domain, slots: Slots) -> list[str]:
    """How the sum came about, when it is the one that his figures give."""
    amount, found = slots.get("amount_owed"), worked_out(slots)
    if not amount or found is None or not same(amount["amount_owed_yuan"], found.owed):
        return []
    return [text_of(domain, "utter_line_sum", {"told": sum_text(domain, slots)})]


def sum_text(domain: Domain, slots: Slots) -> str:
    """What a sum is made of, in a few words; nothing where nothing can be worked out."""
    found = worked_out(slots)
    if found is None:
        return ""
    if found.kind == "ledger":
        return text_of(domain, "utter_list_stop", {}).join(month_texts(domain, slots, as_text(found.total)))
    parts = [f"utter_sum_{found.kind}"]
    parts += ["utter_sum_group"] if found.values["headcount"] > 1 and found.kind in ("days", "months") else []
    parts += ["utter_sum_total"] if found.kind != "agreed" else []
    parts += ["utter_sum_paid"] if found.paid else []
    values = {**found.values, "total": as_text(found.total), "paid": as_text(found.paid)}
    return text_of(domain, "utter_list_stop", {}).join(text_of(domain, part, values) for part in parts)


def month_texts(domain: Domain, slots: Slots, total: str) -> list[str]:
    """Each month with its sum, then the whole."""
    ledger: Slots = slots["account"]["ledger"]
    years = {month[:4] for month in ledger}
    name = "utter_sum_month" if len(years) == 1 else "utter_sum_month_of_year"
    values = ({"year": int(m[:4]), "month": int(m[5:]), "yuan": ledger[m]} for m in sorted(ledger))
    return [*(text_of(domain, name, one) for one in values), text_of(domain, "utter_sum_total", {"total": total})]


def title(domain: Domain, slot: str) -> str:
    """What a worker calls that part of his complaint."""
    return str(domain["responses"][f"utter_line_{slot}"][0]["metadata"]["title"])


def titles(domain: Domain, slots: Slots, *, known: bool) -> str:
    """The parts that are known (or not), in one line."""
    comma = text_of(domain, "utter_list_comma", {})
    empty = [slot for slot in ASKED if slots.get(slot) is None and may_be_added(slots, slot)]
    told = [slot for slot in ASKED if slots.get(slot) is not None]
    return comma.join(title(domain, slot) for slot in (told if known else empty))


def part_named(domain: Domain, text: str) -> str | None:
    """The slot whose name, as workers say it, stands in the text."""
    for slot in ASKED:
        if any(word in text for word in domain["responses"][f"utter_line_{slot}"][0]["metadata"]["words"]):
            return slot
    return None
