"""What the law's answers mean for his own claim: his last days, and whom he may ask to pay."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from cases.time_bars import time_bars
from dialogs.actions.filing import liability_text
from dialogs.facts import facts_of
from dialogs.wording import day_text


def tell_own(topic: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any, today: date) -> None:
    """After the answer to a question of that topic; nothing where nothing of his own is known."""
    if topic == "time_limit":
        tell_days(dispatcher, tracker, domain, today)
    elif topic == "who_pays" and (said := liability_text(domain, facts_of(tracker.slots))):
        dispatcher.utter_message(response=said)


def tell_days(dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any, today: date) -> None:
    text = str(tracker.latest_message.get("text") or "")
    is_employed = bool(re.search(domain["responses"]["utter_still_there"][0]["metadata"]["said"], text))
    received_on = date.fromisoformat(day) if (day := tracker.slots.get("received_on")) else None
    bars = time_bars(facts_of(tracker.slots), today, received_on=received_on, is_employed=is_employed)
    if is_employed:
        dispatcher.utter_message(response="utter_limits_employed")
    elif bars and bars.arbitration_on:
        inspection, arbitration = (day_text(domain, one) for one in (bars.inspection_on, bars.arbitration_on))
        said = "utter_limits" if bars.arbitration_on >= today else "utter_limits_past"
        dispatcher.utter_message(response=said, inspection=inspection, arbitration=arbitration)
