"""Questions of law and procedure: each one in a message is answered with its source, and more is told on request."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.claims import tell_own
from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import FORM, Events, claims, facts_kept
from dialogs.forms.hearing import read_message
from dialogs.wording import part_named
from nlu.understand import understand

Today = Callable[[], date]
OTHER = "other"
MOST = 3  # answers to one message
LONGEST = 300  # characters that are looked through for more than one question
ASKS = re.compile(r"[？?。！!；;，,、\n]+")


class AnswerPolicy(Action):
    """Answer the questions of a message in a few words each, with their sources; a claim told beside them is begun."""

    def __init__(self, opening: OpenDraft) -> None:
        self.opening = opening
        self.today = opening.today

    def name(self) -> str:
        return "action_answer_policy"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        topics = self.topics(tracker, domain)
        for topic in topics:
            dispatcher.utter_message(response=f"utter_faq_{topic}")
            tell_own(topic, dispatcher, tracker, domain, self.today())
        last = dict(SlotSet("topic", topics[-1] if topics[-1] != OTHER else None))
        begins = claims(tracker, self.today())
        begun = [*self.opening.open(dispatcher, tracker, domain), dict(FollowupAction(FORM))] if begins else []
        return [*facts_kept(tracker, self.today()), last, *begun]

    def topics(self, tracker: Tracker, domain: Any) -> list[str]:
        """What he asks about, in his order; `other` where nothing is known of it."""
        reading = read_message(tracker, self.today())
        if re.search(domain["responses"][f"utter_faq_{OTHER}"][0]["metadata"]["about"], reading.text):
            return [OTHER]
        whole = reading.entities.get("faq_topic")
        parts = ASKS.split(reading.text) if len(reading.text) <= LONGEST else []
        read = [understand(part, today=self.today()) for part in parts if part.strip()] if len(parts) > 1 else []
        each = [one.entities.get("faq_topic") for one in read if one.intent == "ask_policy"]
        known = [topic for topic in (each if len(each) > 1 else [whole]) if f"utter_faq_{topic}" in domain["responses"]]
        return [str(topic) for topic in dict.fromkeys(known)][:MOST] or [OTHER]


class TellMore(Action):
    """Tell more of what was answered last; where nothing was, say how to go on."""

    def name(self) -> str:
        return "action_tell_more"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        topic, asked = tracker.slots.get("topic"), tracker.slots.get("requested_slot")
        if f"utter_more_{topic}" in domain["responses"]:
            dispatcher.utter_message(response=f"utter_more_{topic}")
            dispatcher.utter_message(response="utter_more_person")
            return []
        return why(asked, dispatcher, tracker, domain)


class TellWhy(Action):
    """Tell why something is asked for; it counts as its explanation."""

    def name(self) -> str:
        return "action_tell_why"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        named = part_named(domain, str(tracker.latest_message.get("text") or ""))
        return why(named or tracker.slots.get("requested_slot"), dispatcher, tracker, domain)


def why(slot: str | None, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
    """Say why the slot is asked for."""
    if f"utter_why_{slot}" not in domain["responses"]:
        dispatcher.utter_message(response="utter_help")
        return []
    dispatcher.utter_message(response=f"utter_why_{slot}")
    explained = list(tracker.slots.get("explained") or ())
    return [dict(SlotSet("explained", list(dict.fromkeys([*explained, slot]))))]
