"""Ties complaints to the sites that they are about, within the turn that files or completes them."""

from __future__ import annotations

from datetime import datetime, timedelta

from cases.complaint import Complaint
from cases.site_chain import Filed, tie_case
from dialogs.effects import BoardMissing, ComplaintFiled, ComplaintSupplemented, EvidenceNamed
from storage import cases, evidence, sites
from storage.cases import Connection
from storage.vault import Vault

TELLING = ("project", "place")  # what may name another site, or one at last
ALBUM = timedelta(hours=1)  # pictures sent within it are what he has just been asked about
PICTURED = frozenset({"iou", "wage_sheet", "attendance", "chat", "transfer", "contract", "work_card"})


def filed(connection: Connection, vault: Vault, at: datetime, effect: ComplaintFiled) -> None:
    """The new case is tied to its site, which may be one that nobody knew before."""
    number = cases.number_filed(connection, effect.draft_id) or effect.case_number
    county = Complaint.from_facts(effect.facts).county_code
    tie_case(connection, vault, Filed(number, effect.draft_id, effect.facts, county, effect.site_code, at))
    if effect.no_board:
        sites.miss_board(connection, number, at)
    guess_evidence(connection, effect)


def guess_evidence(connection: Connection, effect: ComplaintFiled) -> None:
    """Pictures show the one kind that he says he has, while nobody has said otherwise."""
    kinds = PICTURED & {*(effect.facts.get("evidence_kinds") or ())}
    if len(kinds) == 1:
        evidence.guess(connection, effect.draft_id, next(iter(kinds)))


def supplemented(connection: Connection, vault: Vault, at: datetime, effect: ComplaintSupplemented) -> None:
    """A case whose site was not known, or was named anew, is tied to the one that it names now."""
    if not any(effect.facts.get(name) for name in TELLING):
        return
    case = cases.find_case(connection, vault, effect.case_number)
    draft = cases.draft_filed(connection, effect.case_number)
    if case and draft:
        told = Filed(effect.case_number, draft, case.facts, case.county_code, None, at)
        tie_case(connection, vault, told)


def board_missing(connection: Connection, at: datetime, effect: BoardMissing) -> None:
    """No notice board stands at the case's site (Order 724, art. 34)."""
    sites.miss_board(connection, effect.case_number, at)


def evidence_named(connection: Connection, conversation_id: str, at: datetime, effect: EvidenceNamed) -> None:
    """The pictures that he sent last show what he says; a notice board among them is that of the case's site."""
    evidence.name_latest(connection, conversation_id, at - ALBUM, effect.shows, "worker")
    if effect.shows == "board":
        sites.see_board(connection, effect.case_number, at)
