"""Creates the sessions that a package lacks, all or none, for one match or as part of a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.database.session import db, transaction
from corved.problems import OVERLAPS, Changed, Problem, violated_constraint
from corved.queries.timetable.match_calendar import MatchCalendar, match_calendar
from corved.queries.timetable.schedule_plan import schedule_plan
from corved.scheduling.draft import Draft
from corved.scheduling.local_time import local_date
from corved.scheduling.plan import Plan
from corved.use_cases.timetable.clashes import named_clash, slot_of_all
from corved.use_cases.timetable.insert_sessions import INSERT, insert_values
from corved.use_cases.timetable.keep_schedule import keep_schedule
from corved.use_cases.timetable.locked_match import LockedMatch, LockedPackage, locked_match_and_package

# One statement, so that a month of many matches costs few round trips.
WRITE = text(
    f"""
    with sessions_written as ({INSERT} returning id),
    match_written as (update matches set status = 'active' where id = :match_id and status <> 'active'),
    request_written as (update requests set status = 'active' where id = :request_id and status <> 'active'),
    package_written as (
        update packages set start_date = :first_day, end_date = :last_day, window_kind = cast(:kind as window_kind),
                            withdrawn_at = null, status = 'active'
        where id = :package_id
          and (start_date, end_date, window_kind, withdrawn_at, status)
              is distinct from (cast(:first_day as date), cast(:last_day as date), cast(:kind as window_kind), null,
                                cast('active' as package_status))),
    run_written as (
        update generation_run_matches set outcome = 'created', created = :created, why = '',
               session_ids = (select array_agg(id) from sessions_written)
        where run_id = :run_id and package_id = :package_id)
    insert into audit_logs (action, match_id, entity_id, reason, details)
    values ('sessions.generated', :match_id, :package_id, cast(:reason as text),
            cast(:details as jsonb))
    """  # noqa: S608 - made of our own constants
)


NOT_PAID = "not fully paid yet"


class AlreadyGenerated(Changed):
    """The package has its sessions; nothing was added."""


class DoesNotFit(Problem):
    """Fewer than N sessions fit; nothing was written. `plan` says which dates were lost and why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"Only {len(plan.sessions)} of {plan.wanted} sessions fit. Nothing was created.")
        self.plan = plan


@dataclass(frozen=True)
class Month:
    """Everything that is needed to write a month's sessions."""

    course: LockedMatch
    package: LockedPackage
    calendar: MatchCalendar
    draft: Draft
    plan: Plan
    exceptions: tuple[str, ...]
    reason: str | None

    @property
    def make_ups(self) -> tuple[UUID, ...]:
        """Return the missed sessions that its last ones make up for."""
        return self.calendar.make_ups[: len(self.plan.sessions) - self.calendar.lacking]


def generate(
    match_id: UUID,
    package_id: UUID,
    draft_of: Callable[[LockedPackage, MatchCalendar], Draft],
    *,
    reason: str = "",
    seen: str | None = None,
    run_id: UUID | None = None,
) -> int:
    """Create a package's missing sessions in one transaction. See generate_sessions."""
    month: Month | None = None
    try:
        with transaction():
            course, package = locked_match_and_package(match_id, package_id)
            calendar = match_calendar(match_id, package_id)
            _refuse_unless_ready(course, package, calendar)
            draft = replace(draft_of(package, calendar), used=calendar.used)
            course.refuse_before_tutor(max(draft.window.first, local_date(clock.now(), draft.timezone)))
            month = _planned(course, package, calendar, draft, reason.strip(), seen)
            _write(month, run_id)
    except IntegrityError as error:
        raise _refusal(error, month) from error
    return len(month.plan.sessions)


def _refuse_unless_ready(course: LockedMatch, package: LockedPackage, calendar: MatchCalendar) -> None:
    if package.request_id != course.request_id:
        raise Problem("This month belongs to another course.")
    if calendar.lacking <= 0:
        raise AlreadyGenerated("The sessions of this month exist already. Nothing was added.")
    if course.status not in {"matched", "active"}:
        raise Problem(f"This course is {course.status}. Sessions can be created for an active course only.")
    if not course.tutor_teaches:
        raise Problem(f"{course.tutor} no longer teaches. Choose another tutor for the course first.")
    if package.status == "expired":
        raise Problem("The days of this month have passed. Choose other days first.", "package")
    if not course.meet_link:
        raise Problem("The course has no Meet link yet. Set it first.", "meet_link")


def _planned(
    course: LockedMatch, package: LockedPackage, calendar: MatchCalendar, draft: Draft, reason: str, seen: str | None
) -> Month:
    if not package.is_paid and not reason:
        raise Problem(
            f"The month is {NOT_PAID}. Record its payment, or enter why it starts before it is paid.", "reason"
        )
    exceptions = (*draft.exceptions, *(() if package.is_paid else (NOT_PAID,)))
    if exceptions and not reason:
        raise Problem(f"Enter a reason for this exception: {' and '.join(exceptions)}.", "reason")
    plan, _busy = schedule_plan(
        tutor_id=course.tutor_id,
        learner_id=course.learner_id,
        draft=draft,
        lacking=calendar.lacking,
        make_ups=len(calendar.make_ups),
        now=clock.now(),
        closed=calendar.closed,
    )
    if not plan.is_complete:
        raise DoesNotFit(plan)
    if seen is not None and seen != plan.digest:
        raise Changed("The sessions have changed since you looked. Check them again, then create them.")
    return Month(course, package, calendar, draft, plan, exceptions, reason if exceptions else None)


def _write(month: Month, run_id: UUID | None) -> None:
    """Write sessions, statuses, the package's days, the schedule and the audit row.

    The days agreed in the form become the package's; one with sessions keeps its first day. The last sessions are the
    make-ups that were moved into the package.
    """
    draft, package = month.draft, month.package
    first = min(package.start_date, draft.window.first) if month.calendar.used else draft.window.first
    details = {
        "schedule": draft.timetable.in_words(draft.window),
        "first_day": draft.window.first.isoformat(),
        "last_day": draft.window.last.isoformat(),
        "exceptions": list(month.exceptions),
        "starts": [each.start.isoformat() for each in month.plan.sessions],
    }
    values = {
        **insert_values(month.course, package.id, month.plan.sessions, month.make_ups),
        "request_id": month.course.request_id,
        "first_day": first,
        "last_day": draft.window.last,
        "kind": draft.kind,
        "run_id": run_id,
        "created": len(month.plan.sessions),
        "reason": month.reason,
        "details": json.dumps(details),
    }
    db.execute(WRITE, values)
    keep_schedule(month.course.match_id, month.calendar.timetable, draft.timetable, draft.window.first)


def _refusal(error: IntegrityError, month: Month | None) -> Exception:
    """Return the problem in words for what the database refused."""
    constraint = violated_constraint(error)
    if constraint == "packages_do_not_overlap":
        return Problem("These days overlap another month of the same course.", "start_date")
    if month is None or constraint not in OVERLAPS:
        return error
    times = month.plan.sessions
    return named_clash(OVERLAPS[constraint], slot_of_all(month.course, times), month.draft.timezone, among=times)
