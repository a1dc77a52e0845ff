"""The worker's site: by a scanned or typed code what is known of it is not asked again; no notice board is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from cases.sites import KnownSite, SiteReader, parse_site_code
from dialogs.actions.events import Events, beside, filling, only_filed, slots_set
from dialogs.effects import BoardMissing, Effects

FILLS = ("project", "place", "employer")


class Welcome(Action):
    """Welcome one who follows the account or scanned a code; take what is known of the code's site."""

    def __init__(self, sites: SiteReader) -> None:
        self.sites = sites

    def name(self) -> str:
        return "action_welcome"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        scene = beside(tracker, "scene")
        site = await site_meant(self.sites, str(scene)) if scene else None
        if tracker.slots.get("draft_id"):
            dispatcher.utter_message(response="utter_greet_in_form" if filling(tracker) else "utter_welcome_back")
        elif site:
            dispatcher.utter_message(response="utter_welcome_site", site=spoken(site))
        else:
            dispatcher.utter_message(response="utter_welcome_scene" if scene else "utter_welcome")
        noted = [dict(SlotSet("scene", scene))] if scene else []
        return [*noted, *taken(dispatcher, tracker, site)] if site else noted


class TakeSiteCode(Action):
    """Take what is known of the site whose code he typed."""

    def __init__(self, sites: SiteReader) -> None:
        self.sites = sites

    def name(self) -> str:
        return "action_take_site_code"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        before = domain["responses"]["utter_site_unknown"][0]["metadata"]["before"]
        typed = re.sub(before, "", str(tracker.latest_message.get("text") or ""))
        site = await site_meant(self.sites, typed)
        if site is None:
            dispatcher.utter_message(response="utter_site_unknown")
            return []
        if not tracker.slots.get("draft_id"):
            dispatcher.utter_message(response="utter_welcome_site", site=spoken(site))
        return taken(dispatcher, tracker, site)


class NoteNoBoard(Action):
    """Keep that no notice board stands at the site's gate (Order 724, art. 34 demands one)."""

    def __init__(self, effects: Effects) -> None:
        self.effects = effects

    def name(self) -> str:
        return "action_note_no_board"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        dispatcher.utter_message(response="utter_no_board_noted")
        if not only_filed(tracker):
            return slots_set({"no_board": True})
        await self.effects.put(tracker.sender_id, BoardMissing(tracker.slots["case_number"]))
        return []


async def site_meant(sites: SiteReader, text: str) -> KnownSite | None:
    """The site whose code the text is."""
    code = parse_site_code(text)
    return await sites.site(code) if code else None


def taken(dispatcher: CollectingDispatcher, tracker: Tracker, site: KnownSite) -> Events:
    """The site, and in an open draft its facts where he has said nothing himself."""
    events = slots_set({"site": {"code": site.code, **facts_of_site(site)}})
    if not tracker.slots.get("draft_id"):
        return events
    said = tracker.slots.get("project")
    if said and said != site.name:
        dispatcher.utter_message(response="utter_site_other", project=said, site=site.name)
        return []
    dispatcher.utter_message(response="utter_site_noted", site=spoken(site))
    return [*events, *slots_set(site_fills(tracker, facts_of_site(site)))]


def site_fills(tracker: Tracker, site: dict[str, Any]) -> dict[str, Any]:
    """What the site says of slots that are still empty."""
    return {slot: site[slot] for slot in FILLS if site.get(slot) and not tracker.slots.get(slot)}


def site_code_of(slots: Mapping[str, Any], project: Any) -> str | None:
    """The code of the site that he scanned or typed, if he still says that it is his."""
    site = slots.get("site") or {}
    return site.get("code") if project == site.get("project") else None


def facts_of_site(site: KnownSite) -> dict[str, Any]:
    """The slots that a site fills; the employer only where there is but one."""
    employer = site.employers[0] if len(site.employers) == 1 else None
    facts = {"project": site.name, "place": site.place, "employer": employer}
    return {name: value for name, value in facts.items() if value}


def spoken(site: KnownSite) -> str:
    """The site as one says it: where it is, then its name."""
    return f"{site.place or ''}{site.name}"
