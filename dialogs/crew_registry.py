"""Every form and action of crews, and those that do more where there is a crew; added to what both engines run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import Action

from dialogs.actions.crew_joining import AskJoinConfirm, FinishJoining, JoinCrew, LeaveCrew, PauseJoining, QuitJoining
from dialogs.actions.crew_leading import CloseCrew, NameRepresentatives, OpenCrew, Settle, TellCrew
from dialogs.actions.crew_members import (
    Answer,
    Erase,
    Filed,
    HearMember,
    Media,
    Own,
    Progress,
    Resume,
    Settling,
    Withdraw,
)
from dialogs.actions.crew_ports import CrewPorts
from dialogs.actions.drafts import OpenDraft
from dialogs.actions.events import Events
from dialogs.effects import Effects
from dialogs.forms.joining import JoinForm

CHINA = ZoneInfo("Asia/Shanghai")


def register_crew_actions(
    executor: ActionExecutor,
    effects: Effects,
    ports: CrewPorts,
    new_id: Callable[[], str],
    now: Callable[[], datetime],
) -> ActionExecutor:
    """The executor with the actions of crews; call it after `register_actions`, whose actions some of these wrap."""

    def today() -> date:
        return now().astimezone(CHINA).date()

    opening = OpenDraft(new_id, today)
    settle = Settle(effects, ports, opening)
    for action in (settle, *own(effects, ports, opening, today), *wrapped(executor, effects, ports, settle)):
        executor.register_action(action)
    return executor


def own(effects: Effects, ports: CrewPorts, opening: OpenDraft, today: Callable[[], date]) -> Iterator[Action]:
    yield JoinForm(effects, today)
    yield AskJoinConfirm()
    yield JoinCrew(effects, ports)
    yield FinishJoining(effects, ports)
    yield PauseJoining()
    yield QuitJoining()
    yield LeaveCrew(effects, ports)
    yield OpenCrew(effects, ports, opening)
    yield TellCrew(effects, ports)
    yield CloseCrew(effects, ports)
    yield NameRepresentatives(effects, ports)
    yield HearMember(effects, ports)


def wrapped(executor: ActionExecutor, effects: Effects, ports: CrewPorts, settle: Settle) -> Iterator[Action]:
    for name in ("action_take_facts", "action_not_understood"):
        yield Settling(registered(executor, name), ports, settle)
    yield Progress(registered(executor, "action_tell_progress"), ports)
    yield Answer(registered(executor, "action_deny_money"), ports)
    yield Answer(registered(executor, "action_say_yes"), ports)
    yield Own(registered(executor, "action_show_data"), ports)
    for name in ("action_erase_data", "action_take_consent_back"):
        yield Erase(registered(executor, name), ports, effects)
    yield Resume(registered(executor, "action_resume"), ports)
    yield Media(registered(executor, "action_take_photo"), ports)
    yield Filed(registered(executor, "action_file_complaint"), ports)
    yield Withdraw(registered(executor, "action_withdraw"), ports, effects)


class _Registered(Action):
    """An action that the executor has already, by its name."""

    def __init__(self, name: str, run: Callable[..., Any]) -> None:
        self._name, self._run = name, run

    def name(self) -> str:
        return self._name

    async def run(self, dispatcher: Any, tracker: Any, domain: Any) -> Events:
        events: Events = await self._run(dispatcher, tracker, domain)
        return events


def registered(executor: ActionExecutor, name: str) -> Action:
    """The action that the executor has by that name, to be wrapped."""
    return _Registered(name, executor.actions[name])
