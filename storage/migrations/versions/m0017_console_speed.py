"""Lists of talks and the dashboard's figures are read from indexes that hold all they ask for."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

ATTENDED: dict[str, Any] = {
    "sqlite_where": sa.text("wanted IS NOT NULL OR handed_over IS 1"),
    "postgresql_where": sa.text("wanted IS NOT NULL OR handed_over IS true"),
}
ANSWERED: dict[str, Any] = {name: sa.text("answered_at IS NOT NULL") for name in ("sqlite_where", "postgresql_where")}
TIME = sa.DateTime(timezone=True)
FIGURES: dict[str, Any] = {
    "filed_at": TIME,
    "answered_at": TIME,
    "people": sa.Integer(),
    "claimed_fen": sa.BigInteger(),
}
FILL = """
UPDATE wage_case SET
    filed_at = (SELECT filed_at FROM complaint WHERE complaint.id = wage_case.complaint_id),
    people = (SELECT coalesce(headcount, 1) FROM complaint WHERE complaint.id = wage_case.complaint_id),
    claimed_fen = (SELECT amount_claimed_fen FROM complaint WHERE complaint.id = wage_case.complaint_id),
    answered_at = (
        SELECT min(at) FROM case_event
        WHERE case_event.case_number = wage_case.number AND case_event.status IN ('accepted', 'refused')
    )
"""


def upgrade() -> None:
    op.create_index("conversation_attended", "conversation", ["updated_at", "id"], **ATTENDED)
    for name, kind in FIGURES.items():
        op.add_column("wage_case", sa.Column(name, kind))
    op.execute(FILL)
    op.drop_index("wage_case_county", "wage_case")
    op.create_index("wage_case_county", "wage_case", ["county_code", "status", "due_on", "people", "claimed_fen"])
    op.create_index("wage_case_filed", "wage_case", ["filed_at", "number", "county_code", "status", "due_on"])
    op.create_index("wage_case_answered", "wage_case", ["answered_at", "filed_at", "county_code"], **ANSWERED)


def downgrade() -> None:
    for name in ("wage_case_answered", "wage_case_filed", "wage_case_county"):
        op.drop_index(name, "wage_case")
    op.create_index("wage_case_county", "wage_case", ["county_code"])
    with op.batch_alter_table("wage_case") as table:
        for name in FIGURES:
            table.drop_column(name)
    op.drop_index("conversation_attended", "conversation")
