"""The tables of construction sites: who builds there, which cases belong to them, and lists that are taken in."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from storage.columns import Number, Sealed, UtcTime, metadata

# `code` is what is printed beside the QR code; `name_key` is the name without what people write differently.
site = Table(
    "site",
    metadata,
    Column("id", String, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("name_key", String, nullable=False),
    Column("county_code", String),
    Column("address", String),
    Column("source", String, nullable=False),  # registry, complaint or officer
    Column("no_board_at", UtcTime),  # when a worker last said that no notice board stands at the gate
    Column("board_at", UtcTime),  # when a picture of it was last seen
    Column("made_at", UtcTime, nullable=False),
    Column("changed_at", UtcTime, nullable=False),
)

# Who builds: owner, general contractor, subcontractors, the officer for wages; each with where it is known from. What
# is no longer so keeps its row and gets `gone_at`.
site_party = Table(
    "site_party",
    metadata,
    Column("id", Number, primary_key=True),
    Column("site_id", String, ForeignKey("site.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("name", Sealed, nullable=False),
    Column("name_index", String, nullable=False),
    Column("phone", Sealed),
    Column("source", String, nullable=False),
    Column("source_ref", String),
    Column("at", UtcTime, nullable=False),
    Column("gone_at", UtcTime),
)

# Which site a case is about, and how that is known: its code, its name, or an officer.
site_case = Table(
    "site_case",
    metadata,
    Column("case_number", String, primary_key=True),
    Column("site_id", String, ForeignKey("site.id"), nullable=False),
    Column("how", String, nullable=False),
    Column("no_board", Boolean, nullable=False),
    Column("at", UtcTime, nullable=False),
)

# A list of sites that somebody gave in: `entries` is what was read of it, until it is taken in or dropped.
site_import = Table(
    "site_import",
    metadata,
    Column("id", String, primary_key=True),
    Column("by", String, nullable=False),
    Column("area", String, nullable=False),
    Column("file_name", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("state", String, nullable=False),  # read, running, done or dropped
    Column("entries", Sealed),
    Column("total", Integer, nullable=False),
    Column("done", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("made_at", UtcTime, nullable=False),
    Column("ended_at", UtcTime),
)

Index("site_county", site.c.county_code, site.c.name_key)
Index("site_name", site.c.name_key)
Index("site_party_site", site_party.c.site_id, site_party.c.role)
Index("site_case_site", site_case.c.site_id, site_case.c.at)
Index("site_import_made", site_import.c.made_at)
