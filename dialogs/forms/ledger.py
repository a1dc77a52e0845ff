"""What is owed month by month, as he tells it: three months, three sums."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from dialogs.facts import value_for
from dialogs.forms.checks import yuan
from nlu.normalise import normalise
from nlu.reading import Reading
from nlu.understand import understand

Slots = Mapping[str, Any]
MOST = 36  # months; who tells more gives his own sum
SOFT = ("amount_approx", "amount_owed_max_yuan")


def ledger_of(slots: Slots) -> dict[str, str]:
    """Yuan by month (2026-03), as far as he told them."""
    return dict((slots.get("account") or {}).get("ledger") or {})


def has_ledger(slots: Slots) -> bool:
    """Whether there are months enough to be added up."""
    return len(ledger_of(slots)) > 1


def months_in(reading: Reading, today: date, domain: Any) -> dict[str, str]:
    """The months of a message that each have a sum of their own; none where one of the sums is soft."""
    found: dict[str, str] = {}
    for month_said, piece in _pieces(reading.text, domain):
        entities = understand(piece, today=today, asked="amount_owed").entities
        if any(entities.get(name) for name in SOFT):
            return {}
        month, sum_said = (
            _month(month_said, today),
            entities.get("amount_owed_yuan") or entities.get("amount_agreed_yuan"),
        )
        if month and sum_said and yuan({"amount_owed_yuan": sum_said}) > 0:
            found[month] = str(sum_said)
    return found


def _pieces(text: str, domain: Any) -> Iterator[tuple[str, str]]:
    told = domain["responses"]["utter_sum_month"][0]["metadata"]
    words = normalise(text).text
    months = list(re.finditer(told["month"], words))
    if not 0 < len(months) <= MOST or re.search(told["through"], words):
        return
    for month, end in zip(months, [*(following.start() for following in months[1:]), len(words)], strict=True):
        yield month.group(), words[month.start() : end]


def _month(said: str, today: date) -> str | None:
    start = understand(said, today=today, asked="period").entities.get("period_start")
    return str(start)[:7] if start else None


def period_of(ledger: Mapping[str, str]) -> dict[str, str]:
    """From the first of the months to the last."""
    first, last = min(ledger), max(ledger)
    year, month = map(int, last.split("-"))
    following = date(year + month // 12, month % 12 + 1, 1)
    return {"period_start": f"{first}-01", "period_end": date.fromordinal(following.toordinal() - 1).isoformat()}


def with_months(slots: Slots, said: Mapping[str, str], reading: Reading, *, asked: bool) -> dict[str, str]:
    """The months known with those of a message; a single one is a month of many only where sums are being told."""
    known = ledger_of(slots)
    if len(said) > 1 or (said and known) or (said and asked):
        return {**known, **said}
    whole = value_for("amount_owed", reading.entities)
    return known if whole is None or has_ledger(slots) else {}
