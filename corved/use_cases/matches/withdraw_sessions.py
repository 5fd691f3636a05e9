"""Deletes the upcoming sessions of a package that nobody marked or moved."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Session
from corved.problems import Changed
from corved.scheduling.rescheduling import is_untouched
from corved.use_cases.timetable.locked_match import locked_match, set_status
from corved.use_cases.timetable.locks import locked_package


@dataclass(frozen=True)
class Withdrawal:
    removed: int
    kept: int


@again_on_deadlock
def withdraw_sessions(*, match_id: UUID, package_id: UUID, reason: str = "", seen: int | None = None) -> Withdrawal:
    """Delete the package's untouched upcoming sessions. Held, marked and moved sessions stay.

    Without any session left the match is `matched` again. seen: how many the admin was told it deletes; another number
    is refused (Changed). The log keeps their times.
    """
    now = clock.now()
    with transaction():
        course = locked_match(match_id)
        package = locked_package(package_id)
        mine = select(Session).where(Session.match_id == match_id, Session.package_id == package.id)
        sessions = db.scalars(mine.order_by(Session.id).with_for_update()).all()
        going = [
            each
            for each in sessions
            if is_untouched(each.status, each.original_start_utc, is_make_up=each.makes_up_id is not None)
            and each.scheduled_start_utc > now
        ]
        if seen is not None and seen != len(going):
            raise Changed(f"This would remove {len(going)} sessions now, not {seen}. Look again, then remove.")
        for each in going:
            db.delete(each)
        db.flush()
        if going and not db.scalar(select(func.count()).where(Session.match_id == match_id)):
            set_status(course, "matched")
        if going:
            package.withdrawn_at = now
            record(
                "sessions.withdrawn",
                match_id=match_id,
                entity_id=package_id,
                reason=reason.strip() or None,
                details={"removed": [each.state() for each in going], "kept": len(sessions) - len(going)},
            )
    return Withdrawal(len(going), len(sessions) - len(going))
