"""Construction sites, who is in charge there, and imports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

TIME = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _site()
    _party()
    _case()
    _import()


def _site() -> None:
    op.create_table(
        "site",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("county_code", sa.String()),
        sa.Column("address", sa.String()),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("no_board_at", TIME),
        sa.Column("board_at", TIME),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="site_pkey"),
        sa.UniqueConstraint("code", name="site_code_key"),
    )
    op.create_index("site_county", "site", ["county_code", "name_key"])
    op.create_index("site_name", "site", ["name_key"])


def _party() -> None:
    op.create_table(
        "site_party",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_index", sa.String(), nullable=False),
        sa.Column("phone", sa.Text()),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("source_ref", sa.String()),
        sa.Column("at", TIME, nullable=False),
        sa.Column("gone_at", TIME),
        sa.PrimaryKeyConstraint("id", name="site_party_pkey"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="site_party_site_id_fkey"),
    )
    op.create_index("site_party_site", "site_party", ["site_id", "role"])


def _case() -> None:
    op.create_table(
        "site_case",
        sa.Column("case_number", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("no_board", sa.Boolean(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("case_number", name="site_case_pkey"),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name="site_case_site_id_fkey"),
    )
    op.create_index("site_case_site", "site_case", ["site_id", "at"])


def _import() -> None:
    op.create_table(
        "site_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("entries", sa.Text()),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.PrimaryKeyConstraint("id", name="site_import_pkey"),
    )
    op.create_index("site_import_made", "site_import", ["made_at"])


def downgrade() -> None:
    for table in ("site_import", "site_case", "site_party", "site"):
        op.drop_table(table)
