"""Changes a match's schedule from a day on, for good or until another day."""

from __future__ import annotations

from datetime import date
from itertools import zip_longest
from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Session
from corved.problems import Changed, Problem
from corved.queries.matches.schedule_change_preview import PackageChange, ScheduleChange, schedule_change
from corved.queries.timetable.match_calendar import match_calendar
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local_date
from corved.scheduling.pattern import Pattern
from corved.use_cases.timetable.clashes import decide_now, decide_together, naming_clashes, slot_of_all
from corved.use_cases.timetable.insert_sessions import add_sessions
from corved.use_cases.timetable.keep_schedule import keep_schedule
from corved.use_cases.timetable.locked_match import LockedMatch, locked_match
from corved.use_cases.timetable.retime_session import touch


class ChangeDoesNotFit(Problem):
    """A package would have fewer than its N sessions; nothing was written."""


@again_on_deadlock
def change_schedule(
    *, match_id: UUID, since: date, pattern: Pattern, until: date | None = None, seen: str | None = None
) -> ScheduleChange:
    """Save the new version of the schedule, and plan the untouched sessions from that day on again.

    since, until: local dates of the schedule's zone, both included. Held, marked and moved sessions stay; a session
    that gets another time keeps its id and its note. seen: the digest that the admin was shown. Raises Problem (the day
    is past), ChangeDoesNotFit, Clash, Changed, NotHere.
    """
    now = clock.now()
    with transaction():
        course = locked_match(match_id)
        if course.status not in {"matched", "active"}:
            raise Problem(f"This course is {course.status}. Only the schedule of an active course can change.")
        if since < local_date(now, pattern.timezone):
            raise Problem("The first day is in the past. Choose today or a later day.", "start_date")
        course.refuse_before_tutor(since)
        if until is not None and until < since:
            raise Problem("The last day of the change is before its first.", "until")
        change = schedule_change(match_id, match_calendar(match_id), since=since, pattern=pattern, until=until, now=now)
        if not change.is_complete:
            raise ChangeDoesNotFit("Fewer sessions fit than the month has. Nothing was changed.")
        if seen is not None and seen != change.digest:
            raise Changed("The sessions have changed since you looked. Check them again, then change the schedule.")
        if change.changes_nothing:
            return change
        for package in change.packages:
            _replan(course, package)
        keep_schedule(match_id, change.before, change.timetable, since)
        record(
            "schedule.changed",
            match_id=match_id,
            details={
                "since": since.isoformat(),
                "until": until and until.isoformat(),
                "schedule": pattern.in_words(),
                "removed": [each.time.start.isoformat() for one in change.packages for each in one.change.removed],
                "added": [each.start.isoformat() for one in change.packages for each in one.change.added],
            },
        )
    return change


def _replan(course: LockedMatch, package: PackageChange) -> None:
    """Give the moved sessions their new times, in order.

    The rule against overlaps is checked when all have moved.
    """
    change = package.change
    if change.changes_nothing:
        return
    wanted = select(Session).where(Session.id.in_([each.id for each in change.removed]))
    going = {row.id: row for row in db.scalars(wanted.order_by(Session.id).with_for_update())}
    decide_together()
    everything = [*change.added, *(each.time for each in change.removed)]
    zone = change.added[0].timezone if change.added else everything[0].timezone
    with naming_clashes(slot_of_all(course, everything, list(going)), zone, among=change.added):
        for old, new in zip_longest(change.removed, change.added):
            if old is None:
                add_sessions(course, package.package_id, [new])
            elif new is None:
                db.delete(going[old.id])
            else:
                _retime(going[old.id], new)
        decide_now()


def _retime(session: Session, new: Occurrence) -> None:
    before = session.state()
    session.time, session.nominal_date = new, new.local_start.date()
    touch(session)
    record(
        "session.retimed",
        match_id=session.match_id,
        session_id=session.id,
        details={"from": before, "to": session.state()},
    )
