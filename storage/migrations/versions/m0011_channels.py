"""Notices out of the window, dead letters with an owner, and channels that belong to one person."""

from __future__ import annotations

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make nothing yet."""


def downgrade() -> None:
    """Take nothing back."""
