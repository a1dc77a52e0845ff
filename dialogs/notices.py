"""The worker's words for every status of a case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.replies import Reply, text_of
from dialogs.script import Script

STATUSES = (
    "registered",
    "needs_supplement",
    "accepted",
    "refused",
    "filed",
    "investigating",
    "payment_ordered",
    "extended",
    "interviewed",
    "consulted",
    "decided",
    "transferred",
    "enforcement_requested",
    "withdrawn",
    "closed",
    "paid",
    "reopened",
)


def status_text(domain: Mapping[str, Any], status: str, values: Mapping[str, Any]) -> str:
    """How a case stands, in plain words; a status that we do not know yet still gets an honest sentence."""
    name = f"utter_status_{status}"
    text = text_of(domain, name if name in domain["responses"] else "utter_status_other", values)
    return text + (text_of(domain, "utter_status_note", values) if values.get("note") else "")


def notice_text(script: Script, status: str, values: Mapping[str, Any], *, guarded: bool = False) -> Reply:
    """What a worker is told when his case takes a step; blanks: case_number, note. Guarded, it says only that."""
    if guarded:
        return Reply(text_of(script.domain, "utter_status_guarded", values))
    return Reply(status_text(script.domain, status, values))
