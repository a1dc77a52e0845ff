"""Construction sites, who is in charge there, and imports."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make nothing yet."""


def downgrade() -> None:
    """Take nothing back."""
