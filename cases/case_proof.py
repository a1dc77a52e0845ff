"""What the export tells of a case beside its facts: the evidence with its hashes, and the site with its chain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from storage import cases, evidence, sites
from storage.cases import Connection
from storage.vault import Vault

Told = dict[str, Any]


def evidence_list(connection: Connection, case_number: str) -> list[Told]:
    """Each piece in the order in which it came: what it is, what it shows, its SHA-256, its bytes, when it came."""
    draft = cases.draft_filed(connection, case_number)
    return [
        {
            "kind": row.kind,
            "format": row.format,
            "shows": row.shows,
            "sha256": row.sha256,
            "bytes": row.size,
            "received_at": row.received_at.isoformat(),
        }
        for row in (evidence.of_complaint(connection, draft) if draft else ())
    ]


def site_told(connection: Connection, vault: Vault, line: Mapping[str, Any]) -> Told | None:
    """The site that a case is about, its chain with where each name is from, and whether no notice board was seen."""
    site = sites.site_of(connection, line["case_number"])
    if site is None:
        return None
    chain = [
        {"role": party.role, "name": party.name, "source": party.source}
        for party in sites.parties(connection, vault, site.id)
    ]
    missing = {number: no_board for number, _, no_board in sites.cases_at(connection, site.id)}
    told = {"code": site.code, "name": site.name, "county_code": site.county_code, "chain": chain}
    return {**told, "no_notice_board": missing.get(line["case_number"], False)}
