"""The words of reminders, which may be read by others on a shared phone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from dialogs.replies import Reply, render, text_of

CHINA = ZoneInfo("Asia/Shanghai")
Domain = Mapping[str, Any]


def draft_reminder(domain: Domain, *, guarded: bool) -> Reply:
    """That a complaint lies unfinished; guarded, it says only that there is a message."""
    if guarded:
        return Reply(text_of(domain, "utter_status_guarded", {}))
    return render(domain, {"response": "utter_remind_draft"}, {})


def visit_reminder(domain: Domain, *, guarded: bool, starts_at: datetime, point: str, address: str) -> Reply:
    """When and where he is expected; guarded, it says only that there is a message."""
    if guarded:
        return Reply(text_of(domain, "utter_status_guarded", {}))
    values = {"when": moment_text(domain, starts_at), "point": point, "address": address}
    return Reply(text_of(domain, "utter_remind_visit", values))


def visit_called_off(domain: Domain, *, guarded: bool, starts_at: datetime, point: str) -> Reply:
    """That he need not come; guarded, it says only that there is a message."""
    if guarded:
        return Reply(text_of(domain, "utter_status_guarded", {}))
    values = {"when": moment_text(domain, starts_at), "point": point}
    return Reply(text_of(domain, "utter_visit_called_off", values))


def moment_text(domain: Domain, at: datetime) -> str:
    """A day with its weekday and the hour, as it is said in China."""
    here = at.astimezone(CHINA)
    values = {"month": here.month, "day": here.day, "hour": f"{here.hour}:{here.minute:02d}"}
    week = text_of(domain, "utter_weekdays", {})
    return text_of(domain, "utter_moment", values | {"weekday": week[here.weekday()]})
