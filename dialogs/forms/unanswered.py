"""What is done when a question gets no answer that can be used: explained, asked otherwise, let go, shown to staff."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from dialogs.effects import Effects, HumanRequested
from dialogs.facts import ASKED, details_of, has_facts, value_for
from dialogs.forms.account import account_without, asks_site
from dialogs.forms.checks import CHECKS
from dialogs.forms.hearing import Slots, intent_of, reading_of, today_of
from nlu import answers

SKIP: Slots = {"unanswered": "skip"}
UNCLEAR: Slots = {"unanswered": "unclear"}
NONE: Slots = {"unanswered": "none"}
STALE: Slots = {"unanswered": "stale"}
MARKS = (SKIP, UNCLEAR, NONE, STALE)
NONE_IS_AN_ANSWER = frozenset({"project", "employer", "foreman"})
NAMES = frozenset({"person", "project", "place", "employer", "foreman"})
NEVER_SKIPPED = frozenset({"consent", "fix", "confirm"})
NO_ANSWER = frozenset({"correct_info", "report_arrears", "affirm", "paid_update"})  # and no riddle either: ask again
KEEPS = frozenset({"affirm", "deny", "dont_know"})  # at a question that he went back to: as it was
DOT = "·"  # in names that are written in Chinese and are none
ONE_NEEDED = ("project", "employer", "foreman")
QUESTION = re.compile("[?？]")
SURE = 0.6  # below it, words may well be an answer that was not understood
SHORT = 20  # characters
LONG = 500  # characters
LAST_TRY = 3
NEEDED = "needed"  # how often, in `missed`, none of the three was told when one had to be


def respondent_needed(slots: Mapping[str, Any]) -> bool:
    """Whether all three ways to know who owes the wages were skipped, so that one must be asked again."""
    left = {*(slots.get("skipped") or ()), *(() if asks_site(slots) else ("project",))}
    return all(slots.get(slot) is None and slot in left for slot in ONE_NEEDED)


def knows_who(slots: Mapping[str, Any], *, besides: str) -> bool:
    """Whether another of the three is known, so that this one is not worth a second question."""
    return any(slots.get(slot) is not None for slot in ONE_NEEDED if slot != besides)


def insisted(slots: Mapping[str, Any]) -> bool:
    """Whether he was told already that one of the three is needed, and had none to name."""
    return bool((slots.get("missed") or {}).get(NEEDED))


def why_unanswered(slot: str, tracker: Tracker) -> Slots:
    """Why the asked slot got no value: he cannot say, or nothing usable was heard; what is new excuses it."""
    intent, before = intent_of(tracker), (tracker.slots.get("went_back") or {}).get(slot)
    if before is not None and intent in KEEPS:
        return {slot: before}
    if len(reading_of(tracker).text) > LONG and not has_facts(reading_of(tracker).entities):
        return {slot: UNCLEAR}
    if intent == "dont_know" and reading_of(tracker).confidence >= SURE:
        return {slot: SKIP}
    if tracker.latest_message["named"]:
        return {}
    if has_facts(reading_of(tracker).entities) or intent in NO_ANSWER:
        return {} if says_news(tracker) else {slot: STALE}
    if intent != "deny" or slot in NEVER_SKIPPED:
        return {slot: UNCLEAR}
    return {slot: NONE if slot in NONE_IS_AN_ANSWER else SKIP}


def says_news(tracker: Tracker) -> bool:
    """Whether the message brings a fact where there was none; another value for a known one needs a correction."""
    entities, slots = reading_of(tracker).entities, tracker.latest_message["before"]
    known, corrects = slots.get("details") or {}, intent_of(tracker) in ("correct_info", "paid_update")
    said = {slot: value for slot in ASKED if (value := value_for(slot, entities)) is not None}
    facts = any(slots.get(slot) is None or (corrects and value != slots[slot]) for slot, value in said.items())
    return facts or any(
        name not in known or (corrects and value != known[name]) for name, value in details_of(entities).items()
    )


class Unanswered:
    """How the form goes on when an asked slot got no value."""

    effects: Effects

    async def not_given(self, slot: str, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """What becomes of the slot, after saying what has to be said."""
        if slot == "employer" and slot in (tracker.slots.get("skipped") or ()):  # asked again because one is needed
            if not insisted(tracker.slots):
                dispatcher.utter_message(response="utter_needed_later")
            return {slot: None, "missed": misses(NEEDED, tracker)}
        if value is STALE:
            return repeated(slot, dispatcher, tracker)
        if value is UNCLEAR:
            return await self.not_understood(slot, dispatcher, tracker)
        return skipped(slot, dispatcher, tracker, none=value is NONE)

    async def not_understood(self, slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
        """Ask for other words, then offer ways out, then take him at his word or let the question go.

        The third time in a row staff are told, whatever is asked.
        """
        times, missed = int(tracker.slots.get("unclear") or 0) + 1, misses(slot, tracker)
        if times == LAST_TRY:
            await self.effects.put(tracker.sender_id, HumanRequested("not_understood"))
        if missed[slot] >= LAST_TRY and slot not in NEVER_SKIPPED:
            said = "utter_let_go_seen" if times >= LAST_TRY else "utter_let_go"
            return {**at_his_word(slot, missed, said, dispatcher, tracker), "unclear": times}
        dispatcher.utter_message(response=unclear_text(slot, times, tracker))
        return {slot: None, "unclear": times, "missed": missed}


def unclear_text(slot: str, times: int, tracker: Tracker) -> str:
    if times >= LAST_TRY:
        return "utter_unclear_thrice"
    if slot in ("consent", "confirm"):
        return f"utter_unclear_{slot}"
    if len(reading_of(tracker).text) > LONG:
        return "utter_too_long"
    return "utter_unclear" if times == 1 else "utter_unclear_twice"


def wrong(slot: str, reason: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
    """Say what cannot be right; the second time offer to skip, the fourth time let it go."""
    count = len(str(tracker.slots.get(slot) or ""))
    dispatcher.utter_message(response=f"utter_wrong_{slot}{reason}", count=count)
    missed = misses(slot, tracker)
    if missed[slot] > LAST_TRY and slot not in NEVER_SKIPPED:
        return let_go(slot, missed, "utter_let_go", dispatcher, tracker)
    if missed[slot] >= 2 and slot not in NEVER_SKIPPED:
        dispatcher.utter_message(response="utter_or_skip")
    return {slot: None, "missed": missed}


def repeated(slot: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
    """He says again what is known, or only yes: ask again, the third time let it go."""
    missed = misses(slot, tracker)
    if missed[slot] >= LAST_TRY and slot not in NEVER_SKIPPED:
        return let_go(slot, missed, "utter_let_go", dispatcher, tracker)
    if intent_of(tracker) == "affirm":
        dispatcher.utter_message(response="utter_go_on")
    return {slot: None, "missed": missed}


def skipped(slot: str, dispatcher: CollectingDispatcher, tracker: Tracker, *, none: bool) -> Slots:
    """Explain once why the answer helps; the second time, or where there is none, let it go.

    Who owes is explained while it is let go where another of the three ways to know is there.
    """
    explained, left = (list(tracker.slots.get(name) or ()) for name in ("explained", "skipped"))
    if slot in NEVER_SKIPPED:
        dispatcher.utter_message(response=f"utter_why_{slot}")
        return {slot: None, "missed": misses(slot, tracker)}
    if slot in ONE_NEEDED and not none and knows_who(tracker.slots, besides=slot):
        elsewhere = "_elsewhere" if slot == "employer" and not asks_site(tracker.slots) else ""
        dispatcher.utter_message(response=f"utter_skipped_{slot}{elsewhere}")
        return {slot: None, "skipped": [*left, slot]}
    if slot in explained or none:
        dispatcher.utter_message(response="utter_none" if none else "utter_skipped")
        account = {"account": account_without(tracker.slots, slot)} if none else {}
        return {slot: None, "skipped": [*left, slot], **account}
    if slot in ONE_NEEDED and not any(tracker.slots.get(one) or one in explained for one in ONE_NEEDED if one != slot):
        dispatcher.utter_message(response="utter_one_needed")
    dispatcher.utter_message(response=f"utter_why_{slot}")
    return {slot: None, "explained": [*explained, slot]}


def at_his_word(slot: str, missed: Slots, otherwise: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
    """A short answer to a question for a name is that name, even when no rule knew it."""
    words = reading_of(tracker).text.strip()
    may_name = slot in NAMES and is_short(words) and (DOT in words or not answers.NO_ANSWER.search(words))
    if may_name and CHECKS[slot](words, today_of(tracker)) is None:
        return {slot: words, "missed": missed}
    return let_go(slot, missed, otherwise, dispatcher, tracker)


def let_go(slot: str, missed: Slots, said: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slots:
    """Ask for something else."""
    left = list(tracker.slots.get("skipped") or ())
    dispatcher.utter_message(response=said)
    return {slot: None, "missed": missed, "skipped": list(dict.fromkeys([*left, slot]))}


def misses(slot: str, tracker: Tracker) -> Slots:
    """How often each question was answered with nothing that could be used, this time included."""
    missed = dict(tracker.slots.get("missed") or {})
    return {**missed, slot: missed.get(slot, 0) + 1}


def is_short(words: str) -> bool:
    return 0 < len(words) <= SHORT and not QUESTION.search(words)


def given_up(tracker: Tracker) -> bool:
    """Whether only a person can help: what must be answered was not, more often than it makes sense to ask."""
    missed = tracker.slots.get("missed") or {}
    return missed.get(NEEDED, 0) >= LAST_TRY or any(missed.get(slot, 0) > LAST_TRY for slot in NEVER_SKIPPED)
