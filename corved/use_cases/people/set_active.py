"""Allows or forbids a person to sign in. Their history stays."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import User
from corved.problems import LAST_ADMIN, LAST_ADMIN_WORDS, Changed, NotHere, Problem, sqlstate
from corved.queries.people.what_hangs_on import what_hangs_on

REVOKE = text("update invitations set revoked_at = :now where user_id = :id and used_at is null and revoked_at is null")
CHANGE = text("update users set is_active = :is_active, session_stamp = gen_random_uuid() where id = :id")


def set_active(*, person_id: UUID, is_active: bool, seen: str | None = None) -> bool:
    """Allow or forbid a person to sign in. False when nothing changed.

    Deactivating signs them out on every device for good, and ends their links. seen: what hung on them when the admin
    was asked (WhatHangs.seen). Raises Problem for the last admin, Changed, NotHere.
    """
    try:
        with transaction():
            person = db.get(User, person_id, with_for_update={"key_share": True}, populate_existing=True)
            if person is None:
                raise NotHere
            if person.is_active == is_active:
                return False
            if not is_active and seen is not None and seen != what_hangs_on(person_id, now=clock.now()).seen:
                raise Changed("Their sessions or courses have changed. Check the page again.")
            db.execute(CHANGE, {"id": person_id, "is_active": is_active})
            if not is_active:
                db.execute(REVOKE, {"id": person_id, "now": clock.now()})
            record("person.activated" if is_active else "person.deactivated", entity_id=person_id)
    except DBAPIError as error:
        if sqlstate(error) == LAST_ADMIN:
            raise Problem(LAST_ADMIN_WORDS) from error
        raise
    return True
