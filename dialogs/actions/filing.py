"""Files the complaint that the worker confirmed, and tells him what he has to know from then on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.liability import Signs, who_may_be_asked
from cases.time_bars import ARBITRATION_YEARS, time_bars, years_after
from dialogs.actions.events import Events, draft_cleared, reporter_of, slots_set
from dialogs.actions.sites import site_code_of
from dialogs.actions.wishing import ask_family
from dialogs.effects import ComplaintFiled, DraftClosed, Effects, WorkerAsked
from dialogs.facts import facts_from
from dialogs.wording import day_text


class FileComplaint(Action):
    """File the complaint that the worker confirmed; close the draft of one who refused consent."""

    def __init__(self, effects: Effects, new_number: Callable[[], str], today: Callable[[], date]) -> None:
        self.effects = effects
        self.new_number = new_number
        self.today = today

    def name(self) -> str:
        return "action_file_complaint"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        if tracker.slots.get("consent") is False:
            return await self.refuse(dispatcher, tracker)
        if tracker.slots.get("confirm") is not True:
            return []
        return await self.file(dispatcher, tracker, domain)

    async def file(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        number, facts = self.new_number(), facts_from(tracker.slots)
        site, no_board = site_code_of(tracker.slots, facts.get("project")), bool(tracker.slots.get("no_board"))
        filed_now = ComplaintFiled(tracker.slots["draft_id"], number, facts, site, no_board)
        await self.effects.put(tracker.sender_id, filed_now)
        dispatcher.utter_message(response="utter_complaint_filed", case_number=number)
        for said, day in hints(domain, facts, self.today()):
            dispatcher.utter_message(response=said, day=day_text(domain, day) if day else None)
        dispatcher.utter_message(response="utter_complaint_filed_next")
        if tracker.slots.get("parked"):
            dispatcher.utter_message(response="utter_more_drafts")
        is_family = facts.get("reporter_role") == "family"
        filed = {
            "case_number": number,
            "filed_facts": facts,
            "reporter": None if is_family else reporter_of(tracker),  # who files again is not whom he filed for
            "received_on": self.today().isoformat(),
            "outcome": "submitted",
        }
        asked = await self.ask_for_family(number, dispatcher, tracker, domain) if is_family else []
        return [*draft_cleared(tracker), *slots_set(filed), *asked]

    async def ask_for_family(
        self, number: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        """Staff ask him for whom it was filed, unless he says here and now that he wants it."""
        await self.effects.put(tracker.sender_id, WorkerAsked(number))
        return ask_family(number, dispatcher, domain)

    async def refuse(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> Events:
        await self.effects.put(tracker.sender_id, DraftClosed(tracker.slots["draft_id"], "consent_refused"))
        dispatcher.utter_message(response="utter_consent_refused")
        dispatcher.utter_message(response="utter_consent_refused_elsewhere")
        return [*draft_cleared(tracker), *slots_set({"consent": None})]


def hints(domain: Any, facts: Mapping[str, Any], today: date) -> Iterator[tuple[str, date | None]]:
    """What is told with the receipt: whom he may ask to pay first, and a last day that is near or gone."""
    if liability := liability_text(domain, facts):
        yield liability, None
    bars = time_bars(facts, today)
    if bars and bars.inspection_is_near:
        past = bars.inspection_on < today
        yield ("utter_limit_inspection_past", None) if past else ("utter_limit_inspection_near", bars.inspection_on)
    if bars and bars.arbitration_on and bars.arbitration_is_near and bars.arbitration_on >= today:
        yield "utter_limit_arbitration_anew", years_after(today, ARBITRATION_YEARS)


def liability_text(domain: Any, facts: Mapping[str, Any]) -> str | None:
    """The sentence on who may be asked to pay beside the debtor, and why."""
    words = domain["responses"]["utter_liability_general_contractor"][0]["metadata"]
    signs = Signs(tuple(words["agency"]), tuple(words["contractor"]))
    found = who_may_be_asked(facts, signs)
    return f"utter_liability_{found.payer}" if found else None
