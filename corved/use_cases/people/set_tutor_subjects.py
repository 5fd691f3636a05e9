"""Sets what a tutor may teach, and whether the academy has approved them."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Level, Subject, TutorProfile, TutorSubject
from corved.problems import NotHere


def set_tutor_subjects(*, tutor_id: UUID, is_approved: bool, subjects: Collection[tuple[UUID, UUID | None]]) -> bool:
    """Set a tutor's subjects and approval. False when nothing changed.

    subjects: every (subject id, level id) from now on, None for every level. Raises NotHere for who never taught.
    """
    everywhere = {subject for subject, level in subjects if level is None}
    wanted = {(subject, level) for subject, level in subjects if level is None or subject not in everywhere}
    with transaction():
        profile = db.get(TutorProfile, tutor_id, with_for_update=True, populate_existing=True)
        if profile is None:
            raise NotHere
        query = select(TutorSubject.subject_id, TutorSubject.level_id).where(TutorSubject.tutor_user_id == tutor_id)
        had = {(row.subject_id, row.level_id) for row in db.execute(query)}
        if had == wanted and profile.is_approved == is_approved:
            return False
        db.execute(delete(TutorSubject).where(TutorSubject.tutor_user_id == tutor_id))
        db.add_all(TutorSubject(tutor_user_id=tutor_id, subject_id=each, level_id=level) for each, level in wanted)
        names = {row.id: row.name for kind in (Subject, Level) for row in db.execute(select(kind.id, kind.name))}
        before = {"is_approved": profile.is_approved, "subjects": _in_words(had, names)}
        profile.is_approved = is_approved
        record(
            "tutor.subjects_changed",
            entity_id=tutor_id,
            details={"from": before, "to": {"is_approved": is_approved, "subjects": _in_words(wanted, names)}},
        )
    return True


def _in_words(subjects: set[tuple[UUID, UUID | None]], names: dict[UUID, str]) -> list[str]:
    return sorted(f"{names[subject]}, {names[level] if level else 'every level'}" for subject, level in subjects)
