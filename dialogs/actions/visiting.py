"""Visits at a reception point: offered three at a time, booked, moved, called off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.clocks import CHINA, day_of
from cases.counties import county_code
from cases.visits import Booked, Offer, VisitReader
from dialogs.actions.events import Events, filling
from dialogs.choosing import SLOT, buttons, listed
from dialogs.controls import control_in
from dialogs.effects import Effects, VisitBooked, VisitCancelled
from dialogs.facts import facts_of
from dialogs.forms.hearing import read_message
from dialogs.reminding import moment_text
from dialogs.replies import text_of

AT_ONCE: Final = 3
MANY: Final = 30
WHAT: Final = ("move", "cancel")  # as utter_visit_booked_before offers them


class BookVisit(Action):
    """Offer times at the reception point of the county where he worked; tell of the visit that is booked already."""

    def __init__(
        self, effects: Effects, visits: VisitReader, new_id: Callable[[], str], now: Callable[[], datetime]
    ) -> None:
        self.effects = effects
        self.visits = visits
        self.new_id = new_id
        self.now = now

    def today(self) -> date:
        return day_of(self.now())

    def name(self) -> str:
        return "action_book_visit"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        booked = await self.visits.visits_of(tracker.sender_id, self.now())
        wish = control_in(str(tracker.latest_message.get("text") or ""))
        if wish == "cancel_visit":
            return await self.cancel(booked, dispatcher, tracker, domain)
        if booked and wish != "move_visit" and not self.day_said(tracker):
            return self.tell(booked[0], dispatcher, tracker, domain)
        return await self.offer(booked, dispatcher, tracker, domain)

    def tell(self, booked: Booked, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """When and where he is expected, and what he can change of it."""
        dispatcher.utter_message(response="utter_visit_booked_before", **words_of(domain, booked.offer))
        if filling(tracker):
            return []
        titles = [one["title"] for one in domain["responses"]["utter_visit_booked_before"][0]["buttons"]]
        options = [f"{what} {booked.visit_id}" for what in WHAT]
        return [dict(SlotSet(SLOT, listed("visit_what", options, titles)))]

    async def offer(
        self, booked: Sequence[Booked], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        """Three times with room, those of the day that he named first."""
        offers = await self.found(tracker)
        if not offers or filling(tracker):
            dispatcher.utter_message(response="utter_visit_after" if offers else "utter_visit")
            return []
        return self.show(offers, booked[0].visit_id if booked else None, dispatcher, domain)

    async def found(self, tracker: Tracker, after: str | None = None, count: int = AT_ONCE) -> list[Offer]:
        """Times near where he worked, from the day on that he named, earlier ones only where there are no others."""
        county, now = county_code(str(facts_of(tracker.slots).get("place") or "")), self.now()
        wanted = self.day_said(tracker)
        since = max(now, datetime.combine(wanted, time(), CHINA)) if wanted else now
        offers = await self.visits.offers(county, since, count, after)
        return offers or await self.visits.offers(county, now, count, after)

    def show(
        self, offers: Sequence[Offer], instead_of: str | None, dispatcher: CollectingDispatcher, domain: Any
    ) -> Events:
        titles = [text_of(domain, "utter_visit_offer", words_of(domain, one)) for one in offers]
        dispatcher.utter_message(response="utter_choose_visit", buttons=buttons(titles))
        choice = listed("visit", [one.slot_id for one in offers], titles, instead_of=instead_of)
        return [dict(SlotSet(SLOT, choice))]

    def day_said(self, tracker: Tracker) -> date | None:
        """The day that he wants to come on."""
        said = read_message(tracker, self.today()).entities.get("visit_date")
        return date.fromisoformat(str(said)) if said else None

    async def chosen(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Book the time that he picked, unless its last place is gone meanwhile."""
        offer = next((one for one in await self.found(tracker, count=MANY) if one.slot_id == option), None)
        instead_of = (tracker.slots.get(SLOT) or {}).get("instead_of")
        if offer is None:
            dispatcher.utter_message(response="utter_visit_gone")
            booked = await self.visits.visits_of(tracker.sender_id, self.now())
            return await self.offer(booked, dispatcher, tracker, domain)
        number = tracker.slots.get("case_number")
        await self.effects.put(tracker.sender_id, VisitBooked(self.new_id(), option, number, instead_of))
        said = "utter_visit_moved" if instead_of else "utter_visit_booked"
        dispatcher.utter_message(response=said, **words_of(domain, offer))
        return []

    async def what(self, option: str, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        """Move the visit or call it off, as he picked it."""
        wish, _, visit_id = option.partition(" ")
        booked = [one for one in await self.visits.visits_of(tracker.sender_id, self.now()) if one.visit_id == visit_id]
        if wish == "cancel":
            return await self.cancel(booked, dispatcher, tracker, domain)
        return await self.offer(booked, dispatcher, tracker, domain)

    async def cancel(
        self, booked: Sequence[Booked], dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any
    ) -> Events:
        if not booked:
            dispatcher.utter_message(response="utter_visit_none")
            return []
        await self.effects.put(tracker.sender_id, VisitCancelled(booked[0].visit_id))
        dispatcher.utter_message(response="utter_visit_cancelled", **words_of(domain, booked[0].offer))
        return []


class MoreTimes(Action):
    """Offer the next times, after those that suited him not."""

    def __init__(self, booking: BookVisit) -> None:
        self.booking = booking

    def name(self) -> str:
        return "action_more_times"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        choosing = tracker.slots.get(SLOT) or {}
        if choosing.get("kind") != "visit":
            return await self.booking.run(dispatcher, tracker, domain)
        offers = await self.booking.found(tracker, choosing["options"][-1])
        if not offers:
            dispatcher.utter_message(response="utter_visit_no_more")
            return [dict(SlotSet(SLOT, choosing))]
        return self.booking.show(offers, choosing.get("instead_of"), dispatcher, domain)


def words_of(domain: Any, offer: Offer) -> dict[str, Any]:
    """A time and its place, as texts name them."""
    return {"when": moment_text(domain, offer.starts_at), "point": offer.point, "address": offer.address}
