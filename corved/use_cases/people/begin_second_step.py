"""Begins the second step at sign-in for the person who is signed in."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy import text

from corved import clock
from corved.database.session import db, transaction
from corved.problems import Changed, Problem
from corved.values.derived_secrets import recovery_codes, second_step_secret
from corved.values.one_time_codes import counter_of

BEGIN = text("select app.begin_second_step(:salt, :recovery_salt, :counter, :sign_in)")


def begin_second_step(*, user_id: UUID, sign_in: UUID, salt: UUID, code: str, secret_key: str) -> list[str]:
    """Begin it once the app shows the right code, sign all other devices out, and return the recovery codes.

    salt: the one of which the secret that the app has was made. Raises Problem for a wrong code, Changed where there is
    a second step already.
    """
    secret = second_step_secret(secret_key, user_id=user_id, salt=salt)
    counter = counter_of(code, secret=secret, now=clock.now())
    if counter is None:
        raise Problem("That code is not right. Enter the one that the app shows now.", "code")
    recovery_salt = uuid4()
    values = {"salt": salt, "recovery_salt": recovery_salt, "counter": counter, "sign_in": sign_in}
    with transaction():
        if not db.scalar(BEGIN, values):
            raise Changed("Your second step is on already.")
    return recovery_codes(secret_key, user_id=user_id, salt=recovery_salt)
