"""Crews: one claim, many phones."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Make nothing yet."""


def downgrade() -> None:
    """Take nothing back."""
