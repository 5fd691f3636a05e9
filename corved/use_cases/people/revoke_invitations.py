"""Cancels the pending invitations of a person."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import update

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Invitation


def revoke_invitations(*, person_id: UUID) -> bool:
    """Cancel a person's pending invitations. False when there was none."""
    with transaction():
        links = update(Invitation).where(
            Invitation.user_id == person_id, Invitation.used_at.is_(None), Invitation.revoked_at.is_(None)
        )
        ended = db.execute(links.values(revoked_at=clock.now()).returning(Invitation.id)).all()
        if ended:
            record("person.invitation_revoked", entity_id=person_id)
    return bool(ended)
