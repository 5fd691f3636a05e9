"""Checks the second step at sign-in, after the password was right."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.database.session import Identity, db, speak_for, transaction
from corved.problems import Problem, TooManyAttempts
from corved.values.derived_secrets import recovery_codes, second_step_secret
from corved.values.one_time_codes import counter_of, recovery_code_of
from corved.values.visits import HalfSignedIn, SignedIn, Visit

BEGIN = text("select blocked, user_id, stamp, salt, recovery_salt from app.begin_sign_in(:address, :network, :device)")
FINISH = text("select app.finish_sign_in(:address, :network, :user_id, :device, :agent, :counter, :recovery_code)")


def take_second_step(*, half: HalfSignedIn, code: str, visit: Visit, secret_key: str) -> SignedIn | None:
    """Sign in with a code of the app or a recovery code, and return what the cookie has.

    None where the password has changed meanwhile, or the second step has ended: they sign in again. Counted as another
    attempt to sign in. No code serves twice. Raises Problem, TooManyAttempts.
    """
    speak_for(Identity("app_admin"))
    facts = {"address": half.address, "network": visit.network, "device": visit.device}
    with transaction():
        attempt = db.execute(BEGIN, facts).one()
    if attempt.blocked:
        raise TooManyAttempts("Too many attempts. Wait 15 minutes, then try again.", "code")
    if (attempt.user_id, attempt.stamp) != (half.user_id, half.stamp) or attempt.salt is None:
        return None
    secret = second_step_secret(secret_key, user_id=half.user_id, salt=attempt.salt)
    codes = recovery_codes(secret_key, user_id=half.user_id, salt=attempt.recovery_salt)
    typed = {
        "counter": counter_of(code, secret=secret, now=clock.now()),
        "recovery_code": recovery_code_of(code, codes),
    }
    with transaction():
        made = db.scalar(FINISH, {**facts, **typed, "user_id": half.user_id, "agent": visit.agent})
    if made is None:
        raise Problem("That code is not right, or it was used already. Enter the one that the app shows now.", "code")
    return SignedIn(half.user_id, half.stamp, UUID(str(made)))
