"""Checks what somebody signs in with, and a password."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for, transaction
from corved.problems import Problem, TooManyAttempts
from corved.values.passwords import is_right
from corved.values.sign_in_addresses import sign_in_address
from corved.values.visits import HalfSignedIn, SignedIn, Visit

BEGIN = text("select blocked, user_id, stamp, hash, salt from app.begin_sign_in(:address, :network, :device)")
FINISH = text("select app.finish_sign_in(:address, :network, :user_id, :device, :agent, null, null)")


def sign_in(*, address: str, password: str, visit: Visit) -> SignedIn | HalfSignedIn:
    """Sign in, and return what the cookie has, or who is to be asked for the second step.

    address: an e-mail address or, of those without one, a WhatsApp number, as it was typed.
    One message for every failure (Problem), so that nobody learns which addresses exist. The attempt is counted in the
    database before the password is looked at, by account and network; after ten in 15 minutes TooManyAttempts is
    raised. A device that has signed in to the account before has a counter of its own.
    """
    address = sign_in_address(address)
    speak_for(Identity("app_admin"))  # only the operator is told a hash
    with transaction():
        facts = {"address": address, "network": visit.network, "device": visit.device}
        attempt = db.execute(BEGIN, facts).one()
    if attempt.blocked:
        raise TooManyAttempts(
            "Too many attempts with this address or number. Wait 15 minutes, then try again.", "email"
        )
    if not is_right(password, attempt.hash):
        raise Problem("Wrong e-mail, number or password.", "email")
    if attempt.salt is not None:
        return HalfSignedIn(attempt.user_id, attempt.stamp, address)
    with transaction():
        made = db.scalar(FINISH, {**facts, "user_id": attempt.user_id, "agent": visit.agent})
    if made is None:  # the second step was turned on meanwhile
        return HalfSignedIn(attempt.user_id, attempt.stamp, address)
    return SignedIn(attempt.user_id, attempt.stamp, UUID(str(made)))
