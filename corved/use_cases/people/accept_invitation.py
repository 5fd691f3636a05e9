"""Accepts an invitation: sets the invited person's password and time zone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for, transaction
from corved.problems import Problem
from corved.queries.people.invitation import open_invitation, token_hash
from corved.scheduling.zones import agreed_zone
from corved.values.passwords import hash_password, refuse_unfit
from corved.values.visits import SignedIn, Visit

NO_LINK = "This link was used already or has expired. Ask the academy for a new one."
ACCEPT = text("select user_id, stamp, sign_in from app.accept_invitation(:hash, :password, :timezone, :device, :agent)")


def accept_invitation(*, token: UUID, password: str, timezone: str, visit: Visit) -> SignedIn | None:
    """Accept an invitation, and return what the cookie has; None for whom a second step is asked, who then signs in.

    Raises Problem (the link is used, cancelled or too old; an unfit password), UnknownZone.
    """
    agreed_zone(timezone)
    if unfit := refuse_unfit(password):
        raise Problem(unfit, "password")
    speak_for(Identity())
    invited = open_invitation(token)
    db.rollback()
    if invited is None:  # nobody makes us hash without a link
        raise Problem(NO_LINK)
    if unfit := refuse_unfit(password, (invited.full_name, invited.address)):
        raise Problem(unfit, "password")
    values = {
        "hash": token_hash(token),
        "password": hash_password(password),
        "timezone": timezone,
        "device": visit.device,
        "agent": visit.agent,
    }
    with transaction():
        found = db.execute(ACCEPT, values).one()
    if found.user_id is None:
        raise Problem(NO_LINK)
    return SignedIn(found.user_id, found.stamp, found.sign_in) if found.sign_in else None
