"""What the form takes from one message: its reading, what was asked, and whether the form should stand aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from rasa_sdk.forms import REQUESTED_SLOT
from rasa_sdk.interfaces import Tracker

from dialogs.controls import control_intents
from dialogs.facts import has_facts
from dialogs.said import NOT_SPOKEN, RASA_NAMES, open_question
from nlu.between import question_between
from nlu.reading import Reading
from nlu.understand import understand

Slots = dict[str, Any]
SOFT = frozenset({"greet", "thanks_bye", "help", "resume", "abuse", "rate", "book_visit"})  # only without facts
HARD = frozenset({"ask_policy", "query_progress", "urge", "human", "withdraw", "pause", "start_over", "crisis"})
SILENT = frozenset({*NOT_SPOKEN.values(), "sent_other"})
# Answers to what is asked outside the form; at a question of fact they are heard like any other words.
OUTSIDE = frozenset({"not_paid", "number", "remind_me", "no_remind", "cancel_visit", "move_visit", "more_times"}) | {
    *("all_paid", "part_paid", "money_came", "rest_missing", "family_agrees")
}
STEERING = frozenset({"go_back", "change_data"})  # what the form itself does when it is told to
INTERRUPTS = SOFT | HARD | SILENT | (control_intents() - STEERING - OUTSIDE)
OWN_ACTIONS = frozenset({"action_listen", "action_extract_slots", "action_session_start"})
NUMBERS = re.compile(r"[\d\W_]+")
LONGEST_PICK = 40  # characters; more is no choice among a few, and may be no number that Python can hold


def read_message(tracker: Tracker, today: date) -> Reading:
    """The message's reading; a Rasa server parses without the open question, so its message is read again with it."""
    message = tracker.latest_message
    message["today"] = today
    reading: Reading | None = message.get("reading")
    if reading is None:
        raw = raw_intent(tracker)
        text = str(message.get("text") or "")
        reading = (
            Reading(text, raw, 1.0)
            if raw in SILENT
            else question_between(understand(text, today=today, asked=open_question(tracker.slots)))
        )
        message["reading"] = reading
    return reading


def place_alone(slots: Slots, domain: Any) -> str | None:
    """The place without what belongs to the site's name at its end."""
    place, project = str(slots.get("place") or ""), str(slots.get("project") or "")
    shared = (length for length in range(len(project), 1, -1) if place.endswith(project[:length]))
    for length in shared:
        if is_district(place[:-length], domain):
            return place[:-length]
    return place or None


def is_district(place: str, domain: Any) -> bool:
    """Whether it ends as the names of districts, towns and villages do."""
    return bool(re.search(domain["responses"]["utter_ask_place"][0]["metadata"]["district"], place))


def today_of(tracker: Tracker) -> date:
    """The day that the message is heard on."""
    day: date = tracker.latest_message["today"]
    return day


def reading_of(tracker: Tracker) -> Reading:
    """The reading that `read_message` left with the message."""
    reading: Reading = tracker.latest_message["reading"]
    return reading


def intent_of(tracker: Tracker) -> str:
    """What the message wants: a word that steers the talk, else what was read with the open question."""
    raw = raw_intent(tracker)
    intent = reading_of(tracker).intent
    return raw if raw in control_intents() - OUTSIDE else RASA_NAMES.get(intent, intent)


def raw_intent(tracker: Tracker) -> str:
    """What the message was taken for before it came here."""
    return str((tracker.latest_message.get("intent") or {}).get("name"))


def asked_slot(tracker: Tracker) -> str | None:
    """The slot that the form is waiting for."""
    slot: str | None = tracker.slots.get(REQUESTED_SLOT)
    return slot


def interrupts(tracker: Tracker) -> bool:
    """Whether the message asks for something else than the form; both readings must say so."""
    raw, intent = raw_intent(tracker), intent_of(tracker)
    if raw not in INTERRUPTS or intent not in INTERRUPTS or is_number(reading_of(tracker).text):
        return False
    return intent not in SOFT or not has_facts(reading_of(tracker).entities)


def actions_so_far(tracker: Tracker) -> tuple[bool, bool]:
    """Whether, since the worker's message, the form has been rejected, and whether an action has run."""
    acted = False
    for event in reversed(tracker.events):
        if event["event"] == "user":
            break
        if event["event"] == "action_execution_rejected":
            return True, acted
        acted |= event["event"] == "action" and event["name"].startswith("action_") and event["name"] not in OWN_ACTIONS
    return False, acted


def plain(text: str) -> str:
    """Full-width letters and digits made ordinary, no blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


def is_number(text: str) -> bool:
    """Whether a text picks by numbers and says nothing else."""
    words = plain(text)
    return bool(NUMBERS.fullmatch(words)) and any(map(str.isdigit, words))


def digits_in(text: str) -> str:
    """The digits of a text that is nearly all digits (and a last X), else nothing."""
    bare = re.sub(r"[\s\-_.+]", "", plain(text)).upper()
    found = re.search(r"\d{3,}X?", bare)
    return found.group() if found else ""


def picked(domain: Mapping[str, Any], response: str, text: str) -> list[int]:
    """Which of a response's choices (from 0) a text names, by numbers or by one choice's own words."""
    titles = [button["title"] for button in domain["responses"][response][0]["buttons"]]
    words = plain(text)
    if words in titles:
        return [titles.index(words)]
    if len(words) > LONGEST_PICK or not NUMBERS.fullmatch(words):
        return []
    numbers = [n for token in re.findall(r"\d+", words) for n in _numbers(token, len(titles))]
    return [n - 1 for n in numbers] if all(0 < n <= len(titles) for n in numbers) else []


def _numbers(token: str, most: int) -> list[int]:
    """A run of digits as one number when there are so many choices, else each digit for itself."""
    return [int(token)] if int(token) <= most else [int(digit) for digit in token]
