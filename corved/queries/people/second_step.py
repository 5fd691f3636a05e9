"""Loads what is known of the present person's second step at sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from corved.database.session import db

OWN = text("select began_at, used_codes from app.own_second_step()")


@dataclass(frozen=True)
class SecondStep:
    """A second step at sign-in. used_codes: the recovery codes that were used, 0 to 9."""

    began_at: datetime
    used_codes: tuple[int, ...]


def own_second_step() -> SecondStep | None:
    """Return the present person's, or None where their password alone signs in."""
    row = db.execute(OWN).one_or_none()
    return SecondStep(row.began_at, tuple(row.used_codes)) if row else None
