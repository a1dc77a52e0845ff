"""Lists of talks and the dashboard's sums are read from indexes that hold all they ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

ATTENDED = {
    "sqlite_where": sa.text("wanted IS NOT NULL OR handed_over IS 1"),
    "postgresql_where": sa.text("wanted IS NOT NULL OR handed_over IS true"),
}


def upgrade() -> None:
    op.create_index("conversation_attended", "conversation", ["updated_at", "id"], **ATTENDED)
    op.drop_index("case_event_status", "case_event")
    op.create_index("case_event_status", "case_event", ["status", "at", "case_number"])
    op.drop_index("wage_case_county", "wage_case")
    op.create_index("wage_case_county", "wage_case", ["county_code", "status", "due_on", "number"])


def downgrade() -> None:
    op.drop_index("wage_case_county", "wage_case")
    op.create_index("wage_case_county", "wage_case", ["county_code"])
    op.drop_index("case_event_status", "case_event")
    op.create_index("case_event_status", "case_event", ["status", "at"])
    op.drop_index("conversation_attended", "conversation")
