"""Accepts an invitation: sets the invited person's password and time zone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for, transaction
from corved.problems import Problem
from corved.queries.people.invitation import token_hash
from corved.scheduling.zones import agreed_zone
from corved.values.passwords import hash_password, refuse_unfit

ACCEPT = text("select user_id, stamp from app.accept_invitation(:hash, :password, :timezone)")


def accept_invitation(*, token: UUID, password: str, timezone: str) -> tuple[UUID, UUID]:
    """Accept an invitation, and return the person's id and session stamp, for the cookie.

    Raises Problem (the link is used, cancelled or too old; an unfit password), UnknownZone.
    """
    agreed_zone(timezone)
    if unfit := refuse_unfit(password):
        raise Problem(unfit, "password")
    speak_for(Identity())
    with transaction():
        values = {"hash": token_hash(token), "password": hash_password(password), "timezone": timezone}
        found = db.execute(ACCEPT, values).one()
    if found.user_id is None:
        raise Problem("This link was used already, or it is too old. Ask the academy for a new one.")
    return found.user_id, found.stamp
