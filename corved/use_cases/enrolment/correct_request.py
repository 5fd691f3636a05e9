"""Corrects what a request asks for: its level, board and goals."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Level, Match, Request
from corved.problems import Problem
from corved.use_cases.enrolment.steps import locked_request, refuse_retired, refuse_twice, refuse_unapproved


def correct_request(*, request_id: UUID, level_id: UUID, board: str = "", goals: str = "") -> bool:
    """Correct a request. False when nothing changed.

    Raises Problem for an ended one, for a level that the learner has an open request for already, or that the tutor is
    not approved for, NotHere.
    """
    with transaction():
        if (level := db.get(Level, level_id)) is None:
            raise Problem("Choose the level.", "level")
        request = locked_request(request_id)
        if request.status == "ended":
            raise Problem("This course has ended. Enrol the learner again.")
        before = _facts(request, db.get_one(Level, request.level_id))
        if level_id != request.level_id:
            refuse_retired(Level, level_id, "level")
            refuse_twice(request.learner_id, request.subject_id, level_id)
            running = select(Match.tutor_user_id).where(Match.request_id == request_id, Match.status != "ended")
            for tutor_id in db.scalars(running):
                refuse_unapproved(tutor_id, request.subject_id, level_id, "level")
        request.level_id, request.board, request.goals = level_id, board.strip() or None, goals.strip() or None
        after = _facts(request, level)
        if after == before:
            return False
        record("request.corrected", entity_id=request_id, details={"from": before, "to": after})
    return True


def _facts(request: Request, level: Level) -> dict[str, str | None]:
    return {"level": level.name, "board": request.board, "goals": request.goals}
