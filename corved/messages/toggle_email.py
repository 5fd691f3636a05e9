"""Turns on or off that messages also go out by e-mail."""

from __future__ import annotations

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Academy


def toggle_email(*, is_on: bool) -> bool:
    """Turn e-mail on or off. False if nothing changed. Messages that were due before are not sent."""
    with transaction():
        academy = db.scalars(select(Academy).with_for_update()).one()
        if (academy.mails_since is not None) == is_on:
            return False
        academy.mails_since = clock.now() if is_on else None
        record("academy.mailing_on" if is_on else "academy.mailing_off")
    return True
