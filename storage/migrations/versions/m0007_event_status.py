"""Events are found by their status and time, for figures on how fast cases are answered."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("case_event_status", "case_event", ["status", "at"])
