"""Sets up the academy's one row and the subjects it teaches."""

from __future__ import annotations

from collections.abc import Iterable

from corved.database.session import db, transaction
from corved.models import Academy, Subject
from corved.scheduling.zones import zone
from corved.use_cases.audit_trail import record

SUBJECTS = (
    "Math",
    "Physics",
    "Chemistry",
    "Biology",
    "English",
    "Computer Science",
    "Pakistan Studies",
    "Islamiyat",
    "Urdu",
)


def found_academy(
    *, name: str, timezone: str, whatsapp: str, prices: dict[int, int], subjects: Iterable[str] = SUBJECTS
) -> None:
    """timezone: IANA name. whatsapp: E.164. prices: tier → PKR a package."""
    zone(timezone)
    with transaction():
        row = {f"price_{tier}": price for tier, price in prices.items()}
        db.add(Academy(name=name, timezone=timezone, whatsapp=whatsapp, cutoff_hours=24, **row))
        db.add_all(Subject(name=subject) for subject in subjects)
        record("academy.founded", details={"name": name})
