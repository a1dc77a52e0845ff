"""Runs the script in this process, as a Rasa server with its rule policy would.

All the dialog's logic lives in the forms, the actions and rules.yml; the engine only decides which of them comes next
and applies the events that they return.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from dialogs.choosing import PUT_AWAY, asks_again, number_of
from dialogs.choosing import SLOT as CHOOSING
from dialogs.conversation import Conversation, Turn
from dialogs.effects import TurnEffects
from dialogs.facts import facts_of
from dialogs.listing import heard_as
from dialogs.replies import Reply, render
from dialogs.said import UNANSWERED_KINDS, Said, as_message
from dialogs.script import Script
from nlu.reading import Reading

Event = dict[str, Any]
MAX_EVENTS = 200
FALLBACK = "out_of_scope"
STILL_HEARD = frozenset({"resume", "crisis"})  # even while staff have the conversation
HEARD_WHEN_HELD = frozenset({"crisis"})
ASKED_AS_SHOWN = {
    "fix": "confirm",
    "join_consent": "consent",
    "join_name": "person",
    "join_phone": "phone",
    "join_id_number": "id_number",
    "join_days": "days_worked",
    "join_amount": "amount_owed",
    "join_confirm": "confirm",
}


class UnknownEvent(ValueError):
    """An action returned an event that the engine cannot apply."""


class EndlessScript(RuntimeError):
    """The rules and actions led to each other without end."""


@dataclass(slots=True)
class Passage:
    """One message's way through the script: the conversation as it changes, the events and replies so far."""

    conversation: Conversation
    message: dict[str, Any]
    at: float
    events: list[Event] = field(default_factory=list)
    replies: list[Reply] = field(default_factory=list)
    followup: str | None = None
    offers: bool = False  # a list to choose from, in this turn


class Engine:
    """Takes one understood message at a time and says what it leads to; the conversation given stays as it was."""

    def __init__(
        self, script: Script, actions: ActionExecutor, now: Callable[[], datetime], effects: TurnEffects | None = None
    ) -> None:
        self.script = script
        self.actions = actions
        self.now = now
        self.effects = effects or TurnEffects()

    async def turn(self, conversation: Conversation, said: Said) -> Turn:
        """Carry a copy of the conversation one message further."""
        self.effects.take(conversation.id)  # what a turn that failed half-way left behind
        said = self._chosen(conversation, said)
        passage = Passage(_copied(conversation), as_message(said), self.now().timestamp())
        passage.conversation.slots.pop("outcome", None)
        passage.events.append({"event": "user", "text": said.text, "timestamp": passage.at})
        if said.kind not in UNANSWERED_KINDS:
            await self._hear(passage, heard_as(said, conversation.slots))
            if not passage.offers:
                self._put_away(passage.conversation)
        return self._result(passage)

    def _chosen(self, conversation: Conversation, said: Said) -> Said:
        """A title of the list before him, tapped or typed, is its number; one of the list before asks for it again."""
        slots = conversation.slots
        if number := number_of(slots.get(CHOOSING), said.text):
            return Said(number, said.kind, Reading(number, "provide_info", 1.0))
        if again := asks_again(slots.get(PUT_AWAY), said.text):
            return Said(said.text, said.kind, Reading(said.text, again, 1.0))
        return said

    def _put_away(self, conversation: Conversation) -> None:
        """The list is not before him any more; a button of it may still be tapped."""
        if choosing := conversation.slots.pop(CHOOSING, None):
            conversation.slots[PUT_AWAY] = choosing

    async def _hear(self, passage: Passage, intent: str) -> None:
        conversation = passage.conversation
        if conversation.handed_over and intent not in (HEARD_WHEN_HELD if conversation.held else STILL_HEARD):
            return
        if conversation.active_loop is None:
            await self._follow(passage, intent)
        elif conversation.handed_over:  # the form cannot hear while staff speak: its rule is followed at once
            self._apply(passage, {"event": "action_execution_rejected", "name": conversation.active_loop})
            await self._follow(passage, intent)
        else:
            await self._fill(passage, conversation.active_loop)

    async def _follow(self, passage: Passage, intent: str) -> None:
        form = passage.conversation.active_loop
        rule = self.script.on_intent(intent, form) or self.script.on_intent(FALLBACK, None)
        await self._steps(passage, rule.steps if rule else ())

    async def _steps(self, passage: Passage, steps: tuple[str, ...]) -> None:
        for name in steps:
            await self._step(passage, name)
            while followup := passage.followup:
                passage.followup = None
                await self._step(passage, followup)

    async def _step(self, passage: Passage, name: str) -> None:
        if not self.script.is_form(name):
            await self._act(passage, name)
            return
        if passage.conversation.handed_over:  # staff have the word
            return
        if passage.conversation.active_loop != name:
            self._apply(passage, {"event": "active_loop", "name": name})
        await self._fill(passage, name)

    async def _fill(self, passage: Passage, form: str) -> None:
        self._apply(passage, {"event": "action", "name": form})
        try:
            await self._run(passage, f"validate_{form}")
        except ActionExecutionRejection:
            self._apply(passage, {"event": "action_execution_rejected", "name": form})
            await self._follow(passage, passage.message["intent"]["name"])
            return
        slot = passage.conversation.slots.get("requested_slot")
        if passage.conversation.handed_over:
            return
        if slot is not None:
            await self._act(passage, self.script.questions[form, slot])
            return
        self._apply(passage, {"event": "active_loop", "name": None})
        done = self.script.on_done(form)
        await self._steps(passage, done.steps if done else ())

    async def _act(self, passage: Passage, name: str) -> None:
        self._apply(passage, {"event": "action", "name": name})
        if name in self.script.domain["responses"]:
            self._say(passage, {"response": name})
        else:
            await self._run(passage, name)

    async def _run(self, passage: Passage, name: str) -> None:
        call = {"next_action": name, "tracker": self._tracker(passage), "domain": self.script.domain}
        result = await self.actions.run(call)
        if result is None:
            return
        for message in result.responses:
            self._say(passage, message)
        for event in result.events:
            self._apply(passage, event)

    def _tracker(self, passage: Passage) -> dict[str, Any]:
        conversation = passage.conversation
        return {
            "sender_id": conversation.id,
            "slots": dict(conversation.slots),
            "latest_message": passage.message,
            "events": list(passage.events),
            "paused": conversation.handed_over,
            "active_loop": {"name": conversation.active_loop} if conversation.active_loop else {},
        }

    def _say(self, passage: Passage, message: dict[str, Any]) -> None:
        passage.replies.append(render(self.script.domain, message, passage.conversation.slots))

    def _apply(self, passage: Passage, event: Event) -> None:
        if len(passage.events) > MAX_EVENTS:
            raise EndlessScript(f"the script does not end: {event.get('name')}")
        conversation = passage.conversation
        passage.events.append({**event, "timestamp": passage.at})
        match event["event"]:
            case "slot":
                passage.offers |= event["name"] == CHOOSING and event["value"] is not None
                self._set(conversation, event["name"], event["value"])
            case "active_loop":
                conversation.active_loop = event["name"]
            case "pause" | "resume":
                conversation.handed_over = event["event"] == "pause"
            case "followup":
                passage.followup = event["name"]
            case "action" | "action_execution_rejected":
                pass
            case other:
                raise UnknownEvent(f"the engine does not know the event {other!r}")

    def _set(self, conversation: Conversation, slot: str, value: Any) -> None:
        if slot != "requested_slot" and slot not in self.script.domain["slots"]:
            raise UnknownEvent(f"the domain has no slot {slot!r}")
        if value is None:
            conversation.slots.pop(slot, None)
        else:
            conversation.slots[slot] = value

    def _result(self, passage: Passage) -> Turn:
        conversation = passage.conversation
        slots = conversation.slots
        asked = slots.get("requested_slot") if conversation.active_loop and not conversation.handed_over else None
        return Turn(
            conversation,
            tuple(passage.replies),
            self.effects.take(conversation.id),
            ASKED_AS_SHOWN.get(asked, asked) if asked else None,
            slots.get("outcome"),
            facts_of(slots),
            slots.get("case_number"),
        )


def _copied(conversation: Conversation) -> Conversation:
    """One whose slots can be changed; they are JSON, which copies much faster than objects in general."""
    return replace(conversation, slots=_json_copied(conversation.slots))


def _json_copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _json_copied(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_json_copied(one) for one in value]
    return value
