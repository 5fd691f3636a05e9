"""Sets up the academy's one row and the subjects it teaches."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Academy, Subject
from corved.models.academy import FIRST_SUBJECTS
from corved.problems import Problem
from corved.scheduling.zones import zone

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def found_academy(
    *, name: str, timezone: str, whatsapp: str, prices: dict[int, int], subjects: Iterable[str] = FIRST_SUBJECTS
) -> None:
    """timezone: IANA name. whatsapp: E.164. prices: tier → PKR a package. Raises Problem, UnknownZone."""
    zone(timezone)
    if not E164.fullmatch(whatsapp):
        raise Problem("A WhatsApp number starts with + and the country, like +922100000000.", "whatsapp")
    with transaction():
        row = {f"price_{tier}": price for tier, price in prices.items()}
        db.add(Academy(name=name, timezone=timezone, whatsapp=whatsapp, cutoff_hours=24, **row))
        db.add_all(Subject(name=subject) for subject in subjects)
        record("academy.founded", details={"name": name})
