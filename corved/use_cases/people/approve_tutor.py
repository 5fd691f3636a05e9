"""Approves a tutor for subjects at levels."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import TutorProfile, TutorSubject


def approve_tutor(*, tutor_user_id: UUID, subjects: Iterable[tuple[UUID, str]]) -> None:
    """subjects: (subject id, level) they may teach from now on."""
    with transaction():
        db.get_one(TutorProfile, tutor_user_id).is_approved = True
        db.add_all(
            TutorSubject(tutor_user_id=tutor_user_id, subject_id=subject, level=level) for subject, level in subjects
        )
        record("tutor.approved", entity_id=tutor_user_id)
