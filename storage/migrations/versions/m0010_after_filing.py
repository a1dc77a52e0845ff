"""What happens after a complaint is filed: reminders, visits, ratings, tasks for staff."""

from __future__ import annotations

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make nothing yet."""


def downgrade() -> None:
    """Take nothing back."""
