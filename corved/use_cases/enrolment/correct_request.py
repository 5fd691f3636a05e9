"""Corrects what a request asks for: its level, board and goals."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Match, Request
from corved.models.people import LEVELS
from corved.problems import Problem
from corved.use_cases.enrolment.steps import locked_request, refuse_twice, refuse_unapproved


def correct_request(*, request_id: UUID, level: str, board: str = "", goals: str = "") -> bool:
    """Correct a request. False when nothing changed.

    Raises Problem for an ended one, for a level that the learner has an open request for already, or that the tutor is
    not approved for, NotHere.
    """
    if level not in LEVELS:
        raise Problem("Choose the level.", "level")
    with transaction():
        request = locked_request(request_id)
        if request.status == "ended":
            raise Problem("This course has ended. Enrol the learner again.")
        before = _facts(request)
        if level != request.level:
            refuse_twice(request.learner_id, request.subject_id, level)
            running = select(Match.tutor_user_id).where(Match.request_id == request_id, Match.status != "ended")
            for tutor_id in db.scalars(running):
                refuse_unapproved(tutor_id, request.subject_id, level, "level")
        request.level, request.board, request.goals = level, board.strip() or None, goals.strip() or None
        if _facts(request) == before:
            return False
        record("request.corrected", entity_id=request_id, details={"from": before, "to": _facts(request)})
    return True


def _facts(request: Request) -> dict[str, str | None]:
    return {"level": request.level, "board": request.board, "goals": request.goals}
