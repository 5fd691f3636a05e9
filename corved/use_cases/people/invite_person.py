"""Creates a one-time link with which somebody sets a password: their first, or a new one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import insert, update

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db, transaction
from corved.models import Invitation, User
from corved.problems import NotHere, Problem
from corved.queries.people.invitation import token_hash

VALID_FOR = timedelta(days=7)


def invite_person(*, person_id: UUID, token_of: Callable[[UUID], UUID] | None = None, by_mail: bool = False) -> UUID:
    """Create a one-time link, and return its token. Older links of the person end.

    The database keeps only the token's hash. token_of: makes the token from a salt, so that messages can have the link;
    None: it is told only now. by_mail: the server sends it by e-mail. Raises Problem for somebody who was deactivated,
    NotHere.
    """
    now = clock.now()
    salt = uuid4() if token_of is not None else None
    token = token_of(salt) if token_of is not None and salt is not None else uuid4()
    with transaction():
        person = db.get(User, person_id, with_for_update={"key_share": True}, populate_existing=True)
        if person is None:
            raise NotHere
        if not person.is_active:
            raise Problem("They are deactivated. Reactivate them first.")
        older = update(Invitation).where(
            Invitation.user_id == person_id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
        )
        db.execute(older.values(revoked_at=now))
        values = {
            "user_id": person_id,
            "token_hash": token_hash(token),
            "salt": salt,
            "created_by_user_id": current_user_id(),
            "created_at": now,
            "expires_at": now + VALID_FOR,
            "mail_wanted_at": now if by_mail else None,
        }
        db.execute(insert(Invitation), values)
        details = {"until": (now + VALID_FOR).isoformat(), "by_mail": by_mail}
        record("person.invited", entity_id=person_id, details=details)
    return token
