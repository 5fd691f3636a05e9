"""What pages say about the academy."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from corved.database.session import db


@dataclass(frozen=True)
class AcademyFacts:
    """whatsapp is E.164; cutoff_hours before a start a move becomes an exception."""

    name: str
    timezone: str
    whatsapp: str
    cutoff_hours: int


def academy() -> AcademyFacts:
    row = db.execute(text("select name, timezone, whatsapp, cutoff_hours from academy")).one()
    return AcademyFacts(*row)
