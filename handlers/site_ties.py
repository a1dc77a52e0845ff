"""Ties complaints to the sites that they are about, within the turn that files or completes them."""

from __future__ import annotations

from datetime import datetime

from cases.complaint import Complaint
from cases.site_chain import Filed, tie_case
from dialogs.effects import BoardMissing, ComplaintFiled, ComplaintSupplemented
from storage import cases, sites
from storage.cases import Connection
from storage.vault import Vault

TELLING = ("project", "place")  # what may name another site, or one at last


def filed(connection: Connection, vault: Vault, at: datetime, effect: ComplaintFiled) -> None:
    """The new case is tied to its site, which may be one that nobody knew before."""
    number = cases.number_filed(connection, effect.draft_id) or effect.case_number
    county = Complaint.from_facts(effect.facts).county_code
    tie_case(connection, vault, Filed(number, effect.draft_id, effect.facts, county, effect.site_code, at))
    if effect.no_board:
        sites.miss_board(connection, number, at)


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
