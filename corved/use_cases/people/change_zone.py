"""Changes the time zone in which a person sees times."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import User
from corved.problems import NotHere
from corved.scheduling.zones import agreed_zone


def change_zone(*, person_id: UUID, timezone: str) -> bool:
    """Change the zone in which a person sees times. No session moves. False if nothing changed.

    Raises UnknownZone, NotHere.
    """
    agreed_zone(timezone)
    with transaction():
        query = select(User).where(User.id == person_id).with_for_update(key_share=True)
        person = db.scalar(query.execution_options(populate_existing=True))
        if person is None:
            raise NotHere
        if person.timezone == timezone:
            return False
        record("person.zone_changed", entity_id=person_id, details={"from": person.timezone, "to": timezone})
        person.timezone = timezone
    return True
