"""Creates the sessions that a package lacks, all or none, for one match or as part of a run."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.database.session import db, transaction
from corved.problems import OVERLAPS, Changed, Problem, violated_constraint
from corved.queries.timetable.busy_times import busy_times
from corved.queries.timetable.match_calendar import MatchCalendar, match_calendar
from corved.queries.timetable.schedule_plan import slot_around
from corved.scheduling.draft import Draft
from corved.scheduling.local_time import local_date
from corved.scheduling.obstacles import Busy
from corved.scheduling.plan import Plan
from corved.use_cases.timetable.clashes import named_clash, slot_of_all
from corved.use_cases.timetable.insert_sessions import INSERT, insert_values
from corved.use_cases.timetable.keep_schedule import keep_schedule
from corved.use_cases.timetable.locked_match import LockedMatch, LockedPackage, locked_match_and_package

# One statement, so that many months cost few round trips. Each array has a value for each month, or for each session.
WRITE = text(
    f"""
    with months as (
        select * from unnest(
            cast(:matches as uuid[]), cast(:requests as uuid[]), cast(:packages as uuid[]), cast(:first_days as date[]),
            cast(:last_days as date[]), cast(:kinds as window_kind[]), cast(:created as integer[]),
            cast(:reasons as text[]), cast(:details as jsonb[]))
            with ordinality m (match_id, request_id, package_id, first_day, last_day, kind, created, reason, details,
                               number)),
    sessions_written as ({INSERT} returning id, package_id),
    matches_written as (update matches set status = 'active' where id = any(:matches) and status <> 'active'),
    requests_written as (update requests set status = 'active' where id = any(:requests) and status <> 'active'),
    packages_written as (
        update packages p set start_date = m.first_day, end_date = m.last_day, window_kind = m.kind,
                              withdrawn_at = null, status = 'active'
        from months m
        where p.id = m.package_id
          and (p.start_date, p.end_date, p.window_kind, p.withdrawn_at, p.status)
              is distinct from (m.first_day, m.last_day, m.kind, null, cast('active' as package_status))),
    run_written as (
        update generation_run_matches g set outcome = 'created', created = m.created, why = '', session_ids = w.ids
        from months m join (
            select package_id, array_agg(id) as ids from sessions_written group by package_id) w using (package_id)
        where g.run_id = :run_id and g.package_id = m.package_id)
    insert into audit_logs (action, match_id, entity_id, reason, details)
    select 'sessions.generated', m.match_id, m.package_id, m.reason, m.details from months m order by m.number
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

    @property
    def first_day(self) -> date:
        """Return the package's first day: one with sessions keeps an earlier one."""
        first = self.draft.window.first
        return min(self.package.start_date, first) if self.calendar.used else first

    @property
    def details(self) -> dict[str, object]:
        """Return what the history keeps."""
        window = self.draft.window
        return {
            "schedule": self.draft.timetable.in_words(window),
            "first_day": window.first.isoformat(),
            "last_day": window.last.isoformat(),
            "exceptions": list(self.exceptions),
            "starts": [each.start.isoformat() for each in self.plan.sessions],
        }


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
            month = month_of(course, package, calendar, draft_of, reason=reason, seen=seen)
            write_months([month], run_id)
    except IntegrityError as error:
        raise _refusal(error, month) from error
    return len(month.plan.sessions)


def month_of(
    course: LockedMatch,
    package: LockedPackage,
    calendar: MatchCalendar,
    draft_of: Callable[[LockedPackage, MatchCalendar], Draft],
    *,
    reason: str = "",
    seen: str | None = None,
    busy: Sequence[Busy] | None = None,
) -> Month:
    """Plan a package's missing sessions. busy: what is in the way; None loads it. See generate_sessions."""
    _refuse_unless_ready(course, package, calendar)
    draft = replace(draft_of(package, calendar), used=calendar.used)
    course.refuse_before_tutor(max(draft.window.first, local_date(clock.now(), draft.timezone)))
    if not package.is_paid and not reason.strip():
        raise Problem(
            f"The month is {NOT_PAID}. Record its payment, or enter why it starts before it is paid.", "reason"
        )
    exceptions = (*draft.exceptions, *(() if package.is_paid else (NOT_PAID,)))
    if exceptions and not reason.strip():
        raise Problem(f"Enter a reason for this exception: {' and '.join(exceptions)}.", "reason")
    if busy is None:
        busy = busy_times(slot_around(course.tutor_id, course.learner_id, draft.window, draft.timezone))
    plan = draft.plan(
        calendar.lacking, make_ups=len(calendar.make_ups), now=clock.now(), busy=busy, closed=calendar.closed
    )
    if not plan.is_complete:
        raise DoesNotFit(plan)
    if seen is not None and seen != plan.digest:
        raise Changed("The sessions have changed since you looked. Check them again, then create them.")
    return Month(course, package, calendar, draft, plan, exceptions, reason.strip() if exceptions else None)


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


def write_months(months: Sequence[Month], run_id: UUID | None) -> None:
    """Write sessions, statuses, the packages' days, the schedules and the audit rows.

    The days agreed in the form become the package's; one with sessions keeps its first day. The last sessions are the
    make-ups that were moved into the package.
    """
    per_month = {
        "matches": [each.course.match_id for each in months],
        "requests": [each.course.request_id for each in months],
        "packages": [each.package.id for each in months],
        "first_days": [each.first_day for each in months],
        "last_days": [each.draft.window.last for each in months],
        "kinds": [each.draft.kind for each in months],
        "created": [len(each.plan.sessions) for each in months],
        "reasons": [each.reason for each in months],
        "details": [json.dumps(each.details) for each in months],
    }
    sessions = [(each.course, each.package.id, each.plan.sessions, each.make_ups) for each in months]
    db.execute(WRITE, {**insert_values(sessions), **per_month, "run_id": run_id})
    for each in months:
        since = each.draft.window.first
        keep_schedule(each.course.match_id, each.calendar.timetable, each.draft.timetable, since)


def _refusal(error: IntegrityError, month: Month | None) -> Exception:
    """Return the problem in words for what the database refused."""
    constraint = violated_constraint(error)
    if constraint == "packages_do_not_overlap":
        return Problem("These days overlap another month of the same course.", "start_date")
    if month is None or constraint not in OVERLAPS:
        return error
    times = month.plan.sessions
    return named_clash(OVERLAPS[constraint], slot_of_all(month.course, times), month.draft.timezone, among=times)
