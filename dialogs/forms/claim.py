"""What is owed: amount, period, how many workers, evidence."""

from __future__ import annotations

import re
from typing import Any

from dialogs.facts import length_of, value_for
from dialogs.forms.checks import is_odd, yuan
from dialogs.forms.differing import bare
from dialogs.forms.hearing import Slots, asked_slot, intent_of, picked, plain, reading_of
from dialogs.forms.ledger import has_ledger, ledger_of
from dialogs.forms.slots import SlotForm
from dialogs.forms.unanswered import LAST_TRY, MARKS, SKIP, misses
from dialogs.wording import amount_text
from nlu.amounts import as_text
from nlu.reading import Reading

PASSING = frozenset({"evidence", "confirm", "fix"})  # where another number of people is no contradiction
EVIDENCE = ("iou", "contract", "attendance", "wage_sheet", "chat", "transfer", "witness", "none")  # as they are offered
ONE, TWO = "1", "2"
ADDS = frozenset({"provide_info", "report_arrears"})  # what is said so beside an answer is no correction


class ClaimSlots(SlotForm):
    """The claim itself."""

    def extract_amount_owed(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if tells_months(tracker):
            return {}  # they are added up
        reading, asked = reading_of(tracker), asked_slot(tracker)
        doubt = tracker.slots.get("doubt") or {}
        if "works" in doubt and asked == "amount_owed" and keeps_all(domain, tracker):
            return {"amount_owed": dict(doubt["works"])}
        if asked == "amount_owed" and (chosen := settled(doubt, reading, intent_of(tracker))):
            return {"amount_owed": chosen}
        said, known = value_for("amount_owed", reading.entities), tracker.slots.get("amount_owed")
        if said and (conflict := contradiction(reading, known, corrects=self.replaces(tracker))):
            return {"amount_owed": {"doubt": conflict}}
        paid = reading.entities.get("amount_paid_yuan")
        if known and not said and (intent_of(tracker) == "paid_update" or (paid and told_after(domain, tracker))):
            return {"amount_owed": {"doubt": rest_after(known, paid)}} if paid else {}
        return self.heard("amount_owed", tracker, domain)

    async def validate_amount_owed(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if isinstance(value, dict) and "doubt" in value:
            return {"amount_owed": None, "doubt": value["doubt"]}
        kept = kept_anyway(tracker.slots.get("doubt") or {})
        if kept and (value is SKIP or (value in MARKS and misses("amount_owed", tracker)["amount_owed"] >= LAST_TRY)):
            dispatcher.utter_message(response="utter_sum_kept", amount=amount_text(domain, kept))
            return {"amount_owed": kept, "doubt": None}
        checked = await self.checked("amount_owed", value, dispatcher, tracker)
        amount = checked["amount_owed"]
        if amount and is_odd(amount, tracker.slots.get("headcount") or 1):
            return {"amount_owed": None, "doubt": {"odd": amount}}
        other = (tracker.slots.get("doubt") or {}).get("slot")
        return {**checked, "doubt": None} if amount and not other else checked

    def replaces(self, tracker: Any) -> bool:
        """Whether a new sum is meant to take the place of the known one."""
        return intent_of(tracker) == "correct_info" or asked_slot(tracker) in ("amount_owed", "fix", "confirm")

    def extract_period(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if tells_months(tracker):
            return {}  # from the first of them to the last
        length = length_of(reading_of(tracker).entities) if asked_slot(tracker) == "period" else None
        if length:
            return {"period": length}
        heard, known = self.heard("period", tracker, domain), tracker.slots.get("period")
        corrects = known and heard and not heard["period"].keys() & {"unanswered", "values"}
        return {"period": corrected_period(known, heard["period"])} if corrects else heard

    async def validate_period(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("period", value, dispatcher, tracker)

    def extract_headcount(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        asked, said = asked_slot(tracker), reading_of(tracker).entities.get("headcount")
        if asked == "headcount" and plain(reading_of(tracker).text) == ONE:
            return {"headcount": 1}
        known = tracker.slots.get("headcount")
        if known and said and said != known and intent_of(tracker) in ADDS and asked not in PASSING:
            return {"headcount": {"doubt": {"heads": [known, said]}}}
        return self.heard("headcount", tracker, domain)

    async def validate_headcount(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if isinstance(value, dict) and "doubt" in value:
            return {"headcount": None, "doubt": value["doubt"]}
        checked = await self.checked("headcount", value, dispatcher, tracker)
        doubt = tracker.slots.get("doubt") or {}
        return {**checked, "doubt": None} if checked["headcount"] and "heads" in doubt else checked

    def extract_evidence(self, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        if asked_slot(tracker) != "evidence":
            return self.evidence_beside(tracker)
        if numbers := picked(domain, "utter_ask_evidence", reading_of(tracker).text):
            kinds = list(dict.fromkeys(EVIDENCE[number] for number in numbers))
            return {"evidence": [kind for kind in kinds if kind != "none"] or ["none"]}
        heard = self.heard("evidence", tracker, domain)
        return {"evidence": ["none"]} if intent_of(tracker) == "deny" and "unanswered" in str(heard) else heard

    def evidence_beside(self, tracker: Any) -> Slots:
        """Kinds that are told at another question come to those that are known, unless he corrects."""
        said, known = value_for("evidence", reading_of(tracker).entities), tracker.slots.get("evidence")
        if not said or (known and said == ["none"] and intent_of(tracker) in ADDS):
            return {}
        if known and intent_of(tracker) != "correct_info":
            said = list(dict.fromkeys([*(kind for kind in known if kind != "none"), *said]))
        return {"evidence": said} if said != known else {}

    async def validate_evidence(self, value: Any, dispatcher: Any, tracker: Any, domain: Any) -> Slots:
        return await self.checked("evidence", value, dispatcher, tracker)


def tells_months(tracker: Any) -> bool:
    """Whether the message brings months with sums of their own, or changes one."""
    return has_ledger(tracker.slots) and ledger_of(tracker.slots) != ledger_of(tracker.latest_message["before"])


def kept_anyway(doubt: Slots) -> Slots | None:
    """What is taken for the sum, softly, where he cannot settle the doubt; None where there is no sum at all."""
    for name in ("sum", "rest", "first"):
        if name in doubt:
            return {"amount_owed_yuan": doubt[name], "amount_approx": True}
    return dict(doubt["works"]) if "works" in doubt else {**doubt["odd"], "checked": True} if "odd" in doubt else None


def rest_after(known: Slots, paid: str) -> Slots:
    """The doubt that money leaves which came: what is left, where that can be said, has to be confirmed."""
    left = yuan(known) - yuan({"amount_owed_yuan": paid})
    soft = known.get("amount_approx") or known.get("amount_owed_max_yuan")
    return {"paid": paid} if soft or left <= 0 else {"paid": paid, "rest": as_text(left), "was": as_text(yuan(known))}


def told_after(domain: Any, tracker: Any) -> bool:
    """Whether money that came is told of after the sum, so that it may have to be taken off."""
    lately = domain["responses"]["utter_ask_amount_owed_rest"][0]["metadata"]["lately"]
    known = (tracker.slots.get("details") or {}).get("amount_paid_yuan")
    return known is None or bool(re.search(lately, reading_of(tracker).text))


def keeps_all(domain: Any, tracker: Any) -> bool:
    """Whether he says that the whole sum is wages, or cannot say what is not."""
    told = domain["responses"]["utter_ask_amount_owed_works"][0]["metadata"]["all"]
    words = reading_of(tracker).text
    if picked(domain, "utter_ask_amount_owed_works", words) or re.fullmatch(told, bare(words)):
        return True
    said = value_for("amount_owed", reading_of(tracker).entities)
    return said is None and intent_of(tracker) in ("affirm", "dont_know")


def corrected_period(known: Slots, said: Slots) -> Slots:
    """The period with the end, or the beginning, that he names anew; both together take its place."""
    one_end = bool(said.get("period_start")) != bool(said.get("period_end"))
    return {**known, **said} if one_end else said


def settled(doubt: Slots, reading: Reading, intent: str) -> Slots | None:
    """The amount that an answer to a doubt chooses, or the doubt dropped; None if it settles nothing."""
    number = plain(reading.text)
    if "first" in doubt:
        if number in (ONE, TWO):
            return {"amount_owed_yuan": doubt["first" if number == ONE else "second"]}
        return {"amount_owed_yuan": doubt["first"], "amount_approx": True} if intent == "dont_know" else None
    supposed = {**doubt["odd"], "checked": True} if "odd" in doubt else {"amount_owed_yuan": doubt.get("sum")}
    if "rest" in doubt:
        supposed = {"amount_owed_yuan": doubt["rest"]}
    if not doubt.keys() & {"odd", "sum", "rest"}:
        return None
    if number in (ONE, TWO):
        return supposed if number == ONE else {"doubt": None}
    if value_for("amount_owed", reading.entities) is None:
        return {"affirm": supposed, "deny": {"doubt": None}}.get(intent)
    return None


def contradiction(reading: Reading, known: Slots | None, *, corrects: bool) -> Slots | None:
    """Two sums that cannot both be what is owed: within the message, or between it and what was said before."""
    for conflict in reading.conflicts:
        if conflict.field == "amount_owed_yuan":
            return {"first": conflict.said, "second": conflict.computed}
    said = value_for("amount_owed", reading.entities)
    if corrects or not known or not said or said["amount_owed_yuan"] == known["amount_owed_yuan"]:
        return None
    return {"first": known["amount_owed_yuan"], "second": said["amount_owed_yuan"]} if yuan(said) > 0 else None
