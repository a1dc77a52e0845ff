"""What evidence shows, and the copy that is displayed."""

from __future__ import annotations

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make nothing yet."""


def downgrade() -> None:
    """Take nothing back."""
