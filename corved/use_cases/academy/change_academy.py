"""Changes the academy's settings."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Academy
from corved.scheduling.zones import agreed_zone


@dataclass(frozen=True)
class AcademySettings:
    """The academy's settings, as an admin changes them.

    timezone: IANA name. whatsapp: E.164. cutoff_hours: 0 to 168. mark_reminder_hours: 1 to 72. history_text_months,
    message_text_months: 0 to 120, 0: kept for ever. sign_in_months: 1 to 120. unpaid_days: 0 to 31.
    student_absent_percent: 0 to 100. hours_wait: what tutors enter as their hours waits for a yes.
    """

    name: str
    timezone: str
    whatsapp: str
    cutoff_hours: int
    mark_reminder_hours: int = 12
    history_text_months: int = 0
    message_text_months: int = 0
    sign_in_months: int = 12
    unpaid_days: int = 0
    student_absent_percent: int = 100
    hours_wait: bool = True


def change_academy(*, settings: AcademySettings) -> bool:
    """Save the settings. False when nothing changed. No session moves. Raises UnknownZone."""
    agreed_zone(settings.timezone)
    with transaction():
        academy = db.scalars(select(Academy).with_for_update()).one()
        before = {name: getattr(academy, name) for name in asdict(settings)}
        if before == asdict(settings):
            return False
        for name, value in asdict(settings).items():
            setattr(academy, name, value)
        record("academy.changed", details={"from": before, "to": asdict(settings)})
    return True
