"""The worker's words for every status of a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialogs.replies import Reply, text_of
from dialogs.script import Script

CHINA: Final = ZoneInfo("Asia/Shanghai")
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


def brief_words(script: Script, kind: str, step: tuple[str, str] | None, at: datetime) -> dict[str, str]:
    """What fits into the fields of a notice: what it is, what to do, when; of a step its case number and status."""
    in_china, domain = at.astimezone(CHINA), script.domain
    values = {
        "what": text_of(domain, f"utter_brief_what_{kind}", {}),
        "how": text_of(domain, f"utter_brief_how_{kind}", {}),
        "date": f"{in_china:%Y-%m-%d}",
        "time": f"{in_china:%Y-%m-%d %H:%M}",
    }
    if kind != "progress" or step is None:
        return values
    name = f"utter_brief_{step[1]}"
    status = text_of(domain, name if name in domain["responses"] else "utter_brief_other", {})
    return values | {"case_number": step[0], "status": status}
