"""Adds one session to a package: a make-up, or one of the N that was never planned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, text

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import current_user_id, db, transaction
from corved.models import Session
from corved.problems import Problem
from corved.queries.timetable.busy_times import Slot, busy_times
from corved.queries.timetable.move_rules import package_rules
from corved.scheduling.account import CARRIED
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import to_utc
from corved.scheduling.statuses import TUTOR_ABSENT
from corved.use_cases.sessions.move_errors import ReasonNeeded
from corved.use_cases.timetable.clashes import clash, naming_clashes
from corved.use_cases.timetable.locked_match import LockedMatch, LockedPackage, locked_match_and_package, set_status
from corved.use_cases.timetable.locks import locked_package, locked_session


@dataclass(frozen=True)
class NewSession:
    """A session to add: its time, and the missed session that it makes up for.

    local_start: wall clock (naive) in `timezone`. makes_up_id: the missed session that it makes up for, if any.
    """

    local_start: datetime
    timezone: str
    minutes: int = 60
    makes_up_id: UUID | None = None

    @property
    def time(self) -> Occurrence:
        start = to_utc(self.local_start, self.timezone)
        return Occurrence(self.local_start, start, start + timedelta(minutes=self.minutes), self.timezone)


@again_on_deadlock
def add_session(*, match_id: UUID, package_id: UUID, new: NewSession, reason: str = "") -> UUID:
    """Add a session, which the match's tutor teaches.

    Outside the package's days, or on closed days, a reason is recorded. Raises Problem (nothing is owed or lacking, not
    in the future, not a running match), ReasonNeeded, Clash, NotHere.
    """
    now = clock.now()
    time = new.time
    with transaction():
        course, package = locked_match_and_package(match_id, package_id)
        _refuse_unless_wanted(course, package, new)
        course.refuse_before_tutor(new.local_start.date())
        if time.start <= now:
            raise Problem("This time is in the past. Choose a later time.", "time")
        rules = package_rules(match_id, package_id, now=now)
        exceptions = rules.on_the_day(time.start, is_make_up=_is_for_an_absence(new))
        if exceptions and not reason.strip():
            raise ReasonNeeded(exceptions, rules.cutoff_hours)
        slot = Slot(course.tutor_id, course.learner_id, time.start, time.end)
        if in_the_way := busy_times(slot):
            raise clash(in_the_way, new.timezone, "time")
        if new.makes_up_id is None:
            _take_the_place_of_a_removed_one(package, new)
        session = _session(course, package, new)
        with naming_clashes(slot, new.timezone, "time"):
            db.add(session)
        if course.status == "matched":
            set_status(course, "active")
        record(
            "session.added",
            match_id=match_id,
            session_id=session.id,
            reason=reason.strip() or None,
            details={
                "to": session.state(),
                "makes_up": new.makes_up_id and str(new.makes_up_id),
                "exceptions": list(exceptions),
            },
        )
        if new.makes_up_id is not None:
            made_up = {"to": {"scheduled_start_utc": time.start.isoformat()}, "by": str(session.id)}
            record("session.made_up", match_id=match_id, session_id=new.makes_up_id, details=made_up)
    return session.id


def _is_for_an_absence(new: NewSession) -> bool:
    """Say whether it makes up for a session that the tutor missed: that needs no reason, on whatever day."""
    return new.makes_up_id is not None and db.get_one(Session, new.makes_up_id).status == TUTOR_ABSENT


def _refuse_unless_wanted(course: LockedMatch, package: LockedPackage, new: NewSession) -> None:
    if package.request_id != course.request_id:
        raise Problem("This month belongs to another course.")
    if course.status not in {"matched", "active"}:
        raise Problem(f"This course is {course.status}. Sessions can be added to an active course only.")
    if package.status == "pending":
        raise Problem("The month is not paid yet. Record its payment first.")
    if not course.meet_link:
        raise Problem("The course has no Meet link yet. Set it first.")
    if not 15 <= new.minutes <= 240:
        raise Problem("A session takes 15 to 240 minutes.")
    if new.makes_up_id is not None:
        _refuse_unless_owed(package, new.makes_up_id)
    else:
        _refuse_unless_lacking(package)


def _lacking(package: LockedPackage) -> int:
    """Return how many of its own sessions the package lacks, not counting those that an admin removed."""
    lacking: int = db.scalars(text("select lacking from package_plans where id = :id"), {"id": package.id}).one()
    return lacking


def _take_the_place_of_a_removed_one(package: LockedPackage, new: NewSession) -> None:
    """Count one removed session less, where the package lacks no other: that of the same date, else the last."""
    if _lacking(package) > 0:
        return
    kept = locked_package(package.id)
    dates = list(kept.removed_dates)
    day = new.local_start.date()
    dates.remove(day if day in dates else dates[-1])
    kept.removed_dates = dates
    db.flush()


def _refuse_unless_lacking(package: LockedPackage) -> None:
    if _lacking(package) <= 0 and not locked_package(package.id).removed_dates:
        raise Problem(f"All {package.tier} sessions of this month are planned. Choose which make-up this is.")


def _refuse_unless_owed(package: LockedPackage, owed_id: UUID) -> None:
    """Raise Problem if the package does not owe the make-up, or has planned it already."""
    owed = locked_session(owed_id)
    has_make_up = db.scalar(select(Session.id).where(Session.makes_up_id == owed_id)) is not None
    if owed.is_owed and owed.package_id == package.id and not has_make_up:
        return
    if owed.settled_as == CARRIED and owed.settled_into == package.id and not has_make_up:
        return
    raise Problem("That make-up is no longer due. Check the month again.", "makes_up")


def _session(course: LockedMatch, package: LockedPackage, new: NewSession) -> Session:
    session = Session(
        match_id=course.match_id,
        package_id=package.id,
        tutor_user_id=course.tutor_id,
        learner_id=course.learner_id,
        account_user_id=course.account_id,
        makes_up_id=new.makes_up_id,
        status="scheduled",
        needs_new_time=False,
        updated_at=clock.now(),
        updated_by_user_id=current_user_id(),
    )
    session.time = new.time
    return session
