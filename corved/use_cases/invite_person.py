"""Makes a one-time link with which somebody sets a password: their first, or a new one."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from corved import clock
from corved.database.session import current_user_id, db, transaction
from corved.models import Invitation, User
from corved.problems import NotHere, Problem
from corved.queries.invitation import token_hash
from corved.use_cases.audit_trail import record

VALID_FOR = timedelta(days=7)


def invite_person(*, person_id: UUID) -> UUID:
    """The token of the link (122 random bits), told this once: the database keeps its hash.
    Older open links of theirs end.

    Raises Problem for somebody who was deactivated, NotHere.
    """
    now = clock.now()
    token = uuid4()
    with transaction():
        person = db.get(User, person_id, with_for_update={"key_share": True}, populate_existing=True)
        if person is None:
            raise NotHere
        if not person.is_active:
            raise Problem("They cannot sign in: make them active first.")
        older = update(Invitation).where(
            Invitation.user_id == person_id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
        )
        db.execute(older.values(revoked_at=now))
        values = {
            "user_id": person_id,
            "token_hash": token_hash(token),
            "created_by_user_id": current_user_id(),
            "created_at": now,
            "expires_at": now + VALID_FOR,
        }
        db.execute(insert(Invitation), values)
        record("person.invited", entity_id=person_id, details={"until": (now + VALID_FOR).isoformat()})
    return token
