"""What WeChat does not hand over, a document or a large video, is asked for on a page of the worker's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from dialogs.actions.events import Events, beside
from dialogs.crew_registry import registered

Link = Callable[[str], str | None]


class LinkForFile(Action):
    """As the action for photos; for a file whose content nobody gets it tells the page's address."""

    def __init__(self, photos: Action, link: Link) -> None:
        self.photos, self.link = photos, link

    def name(self) -> str:
        return str(self.photos.name())

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> Events:
        link = self.link(tracker.sender_id) if beside(tracker, "kind") == "file" else None
        if link is None:
            events: Events = await self.photos.run(dispatcher, tracker, domain)
            return events
        dispatcher.utter_message(response="utter_file_by_page", link=link)
        return []


def register_upload_link(executor: ActionExecutor, link: Link) -> None:
    """Call it after `register_actions`, one of whose actions this wraps."""
    executor.register_action(LinkForFile(registered(executor, "action_take_photo"), link))
