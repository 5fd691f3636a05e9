"""Families see that a month of theirs was refunded. The policy is in sql/policies/refunds.sql."""

from __future__ import annotations

revision = "0110"
down_revision = "0109"


def upgrade() -> None:
    """Change nothing here: policies are made anew after the last migration."""
