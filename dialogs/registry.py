"""Every form and action there is, with what each needs; the one list that both engines run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import Action

from cases.desk import CaseReader, DeskReader
from cases.sites import SiteReader
from dialogs.actions.asides import AnswerPolicy, CalmCrisis, ExplainSimply, Greet, HandOver, Help, NotUnderstood
from dialogs.actions.cases import Supplement, TakeFacts
from dialogs.actions.drafts import FileComplaint, OpenDraft, Pause, Resume, StartOver, Withdraw
from dialogs.actions.filed import DenyMoney, KeepCase, TakeRating, TellProgress, Urge
from dialogs.actions.media import TakeLocation, TakePhoto, TakeVoice
from dialogs.actions.questions import PLAIN, Ask, AskAmountOwed, AskConfirm, AskEmployer, AskHeadcount, AskPerson
from dialogs.actions.rights import EraseData, GuardPhone, ShowData, TakeConsentBack
from dialogs.actions.sites import NoteNoBoard, TakeSiteCode, Welcome
from dialogs.effects import Effects
from dialogs.forms.complaint import ComplaintForm
from dialogs.staffing import Staffed, always_staffed

CHINA = ZoneInfo("Asia/Shanghai")
Ids = Callable[[], str]
Today = Callable[[], date]


def register_actions(
    effects: Effects,
    cases: DeskReader,
    new_number: Ids,
    new_id: Ids,
    now: Callable[[], datetime],
    is_staffed: Staffed = always_staffed,
) -> ActionExecutor:
    """Build the executor that the embedded engine and the action server share."""

    def today() -> date:
        return now().astimezone(CHINA).date()

    executor = ActionExecutor()
    for action in (
        ComplaintForm(effects, new_id, today, is_staffed),
        *(Ask(slot) for slot in PLAIN),
        AskPerson(),
        AskEmployer(),
        AskHeadcount(),
        AskAmountOwed(),
        AskConfirm(),
        *draft_actions(effects, new_number, new_id, today),
        HandOver(effects, today, is_staffed),
        *aside_actions(effects, today),
        *filed_actions(effects, cases, today),
        *rights_actions(effects, cases),
        *site_actions(effects, cases),
        *fact_actions(effects, cases, new_id, today),
    ):
        executor.register_action(action)
    return executor


def draft_actions(effects: Effects, new_number: Ids, new_id: Ids, today: Today) -> Iterator[Action]:
    yield FileComplaint(effects, new_number, today)
    yield Pause(today)
    yield Resume()
    yield Withdraw(effects)
    yield StartOver(effects, new_id)


def aside_actions(effects: Effects, today: Today) -> Iterator[Action]:
    yield AnswerPolicy(today)
    yield CalmCrisis(effects, today)
    yield Greet()
    yield Help()
    yield ExplainSimply()
    yield TakeVoice()


def filed_actions(effects: Effects, cases: CaseReader, today: Today) -> Iterator[Action]:
    yield TellProgress(cases, today)
    yield Urge(effects, today)
    yield KeepCase(effects)
    yield TakeRating(effects, today)


def site_actions(effects: Effects, sites: SiteReader) -> Iterator[Action]:
    yield Welcome(sites)
    yield TakeSiteCode(sites)
    yield NoteNoBoard(effects)


def rights_actions(effects: Effects, cases: CaseReader) -> Iterator[Action]:
    yield ShowData(cases)
    yield EraseData(effects, cases)
    yield TakeConsentBack(effects)
    yield GuardPhone(guarded=True)
    yield GuardPhone(guarded=False)


def fact_actions(effects: Effects, cases: CaseReader, new_id: Ids, today: Today) -> Iterator[Action]:
    opening, supplement = OpenDraft(new_id, today), Supplement(effects)
    otherwise = NotUnderstood(effects, opening)
    yield opening
    yield otherwise
    yield TakeFacts(opening, supplement, otherwise)
    yield DenyMoney(effects, cases, opening)
    yield TakePhoto(supplement)
    yield TakeLocation(supplement, today)
