"""Every form and action there is, with what each needs; the one list that both engines run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import Action

from cases.desk import CaseReader, DeskReader
from cases.sites import SiteReader
from dialogs.actions.asides import CalmCrisis, ExplainSimply, Greet, HandOver, Help, NotUnderstood
from dialogs.actions.cases import Supplement, TakeFacts
from dialogs.actions.drafts import OpenAnother, OpenDraft, Pause, Resume, StartOver, Withdraw
from dialogs.actions.filed import KeepCase, TakeRating, Urge, WithdrawFiled
from dialogs.actions.filing import FileComplaint
from dialogs.actions.linking import NoLinks, register_link_actions
from dialogs.actions.media import TakeLocation
from dialogs.actions.money import DenyMoney, TakeMoney, TakeMoneyPart
from dialogs.actions.picking import Pick, SayNo, SayYes
from dialogs.actions.policy import AnswerPolicy, TellMore, TellWhy
from dialogs.actions.progress import ListCases, TellProgress
from dialogs.actions.proof import AskOnce, TakePhoto
from dialogs.actions.questions import PLAIN, Ask, AskAmountOwed, AskConfirm, AskEmployer, AskHeadcount, AskPerson
from dialogs.actions.rights import EraseData, GuardPhone, ShowData, TakeConsentBack
from dialogs.actions.sites import NoteNoBoard, TakeSiteCode, Welcome
from dialogs.actions.visiting import BookVisit, MoreTimes
from dialogs.actions.voice import TakeVoice
from dialogs.actions.wishing import CanRemind, FamilyConsent, Reminding, Secrecy
from dialogs.effects import Effects
from dialogs.forms.complaint import ComplaintForm
from dialogs.staffing import Staffed, always_staffed

CHINA = ZoneInfo("Asia/Shanghai")
Ids = Callable[[], str]
Today = Callable[[], date]


def always_reachable(_: str) -> bool:
    """Where nobody can tell, a worker can be written to days later."""
    return True


def register_actions(  # noqa: PLR0913 - every port that the dialogs have
    effects: Effects,
    cases: DeskReader,
    new_number: Ids,
    new_id: Ids,
    now: Callable[[], datetime],
    is_staffed: Staffed = always_staffed,
    can_remind: CanRemind = always_reachable,
) -> ActionExecutor:
    """Build the executor that the embedded engine and the action server share."""

    def today() -> date:
        return now().astimezone(CHINA).date()

    executor = ActionExecutor()
    for action in (
        ComplaintForm(effects, new_id, today, is_staffed),
        *map(AskOnce, questions()),
        *draft_actions(effects, new_number, new_id, today, can_remind),
        HandOver(effects, today, is_staffed),
        *aside_actions(),
        *rights_actions(effects, cases),
        *site_actions(effects, cases),
        *fact_actions(effects, cases, new_id, now, is_staffed),
    ):
        executor.register_action(action)
    return register_link_actions(executor, effects, NoLinks(), new_id)


def questions() -> Iterator[Action]:
    yield from (Ask(slot) for slot in PLAIN)
    yield from (AskPerson(), AskEmployer(), AskHeadcount(), AskAmountOwed(), AskConfirm())


def draft_actions(
    effects: Effects, new_number: Ids, new_id: Ids, today: Today, can_remind: CanRemind
) -> Iterator[Action]:
    yield FileComplaint(effects, new_number, today)
    yield Pause(effects, today, can_remind)
    yield Withdraw(effects)
    yield StartOver(effects, new_id)


def aside_actions() -> Iterator[Action]:
    yield TellMore()
    yield TellWhy()
    yield Greet()
    yield Help()
    yield ExplainSimply()


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


def fact_actions(
    effects: Effects, desk: DeskReader, new_id: Ids, now: Callable[[], datetime], is_staffed: Staffed
) -> Iterator[Action]:
    def today() -> date:
        return now().astimezone(CHINA).date()

    opening, supplement = OpenDraft(new_id, today), Supplement(effects)
    otherwise = NotUnderstood(effects, opening)
    facts, photos = TakeFacts(desk, opening, supplement, otherwise), TakePhoto(effects, supplement, now)
    yield opening
    yield OpenAnother(opening)
    yield otherwise
    yield facts
    yield photos
    yield TakeVoice(supplement)
    yield AnswerPolicy(opening)
    yield CalmCrisis(effects, opening, is_staffed)
    yield TakeLocation(supplement, today)
    yield from filed_actions(effects, desk, (facts, photos), new_id, now)


def filed_actions(
    effects: Effects, desk: DeskReader, told: tuple[TakeFacts, TakePhoto], new_id: Ids, now: Callable[[], datetime]
) -> Iterator[Action]:
    """What he wants of what he has filed, and what he picks from the lists that are put before him."""
    facts, photos = told
    today, opening = facts.opening.today, facts.opening
    resume, urge, withdraw = Resume(today), Urge(effects, desk, today), WithdrawFiled(effects, desk, today)
    progress, rating = TellProgress(desk, today, resume), TakeRating(effects, desk, today)
    money, missing = TakeMoney(effects, desk, today, facts), DenyMoney(effects, desk, opening)
    remind, visit = Reminding(effects, wanted=True), BookVisit(effects, desk, new_id, now)
    pick = Pick(
        {
            **{one.kind: one.chosen for one in (resume, urge, withdraw, progress, money, missing, photos)},
            "money_how": money.how,
            "money_rest": money.rest,
            "rate": rating.chosen,
            "remind": remind.chosen,
            "visit": visit.chosen,
            "visit_what": visit.what,
            "supplement": facts.chosen,
            "family": FamilyConsent(effects).chosen,
        }
    )
    yield from (resume, urge, withdraw, progress, rating, money, missing, remind, visit)
    yield from (pick, SayYes(pick), SayNo(pick), MoreTimes(visit), TakeMoneyPart(money))
    yield ListCases(desk, today, resume)
    yield KeepCase(effects, desk)
    yield Reminding(effects, wanted=False)
    yield Secrecy(effects, wanted=True)
    yield Secrecy(effects, wanted=False)
