"""Creates the sessions that a package lacks; what single and many generations share."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.database.session import db
from corved.models import Package
from corved.problems import Changed, Problem, violated_constraint
from corved.queries.match_calendar import MatchCalendar
from corved.queries.schedule_plan import schedule_plan
from corved.scheduling.draft import Draft
from corved.scheduling.plan import Plan
from corved.use_cases.agreed_schedule import keep_schedule
from corved.use_cases.audit_trail import record
from corved.use_cases.locked import Course
from corved.use_cases.naming_clashes import naming_clashes, slot_of_all
from corved.use_cases.new_sessions import add_sessions


class AlreadyGenerated(Changed):
    """The package has its sessions; nothing was added."""


class DoesNotFit(Problem):
    """Fewer than N sessions fit; nothing was written. `plan` says which dates were lost and why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"Only {len(plan.sessions)} of {plan.wanted} sessions fit. Nothing was created.")
        self.plan = plan


def create_lacking(
    course: Course,
    package: Package,
    calendar: MatchCalendar,
    draft: Draft,
    *,
    reason: str = "",
    seen: str | None = None,
) -> int:
    """Inside the caller's transaction, with course and package locked. See generate_sessions for what it raises."""
    match = course.match
    if calendar.existing >= package.tier:
        raise AlreadyGenerated(f"The {calendar.existing} sessions of this package exist already. Nothing was added.")
    _refuse_unless_ready(course, package)
    if draft.exceptions and not reason.strip():
        raise Problem(f"Say why: {' and '.join(draft.exceptions)}.", "reason")

    plan, _busy = schedule_plan(
        tutor_id=match.tutor_user_id,
        learner_id=course.learner.id,
        draft=draft,
        wanted=package.tier - calendar.existing,
        now=clock.now(),
        closed=calendar.closed,
    )
    if not plan.is_complete:
        raise DoesNotFit(plan)
    if seen is not None and seen != plan.digest:
        raise Changed("The schedule gives other sessions than you were shown. Look at them again, then create.")

    _keep_window(package, draft, has_sessions=calendar.existing > 0)
    with naming_clashes(slot_of_all(match, course.learner, plan.sessions), draft.timezone, among=plan.sessions):
        add_sessions(course, package, plan.sessions)
    match.status = course.request.status = "active"
    keep_schedule(match.id, calendar.timetable, draft.timetable, draft.window.first)
    record(
        "sessions.generated",
        match_id=match.id,
        entity_id=package.id,
        reason=(reason.strip() or None) if draft.exceptions else None,
        details={
            "schedule": draft.timetable.in_words(draft.window),
            "first_day": draft.window.first.isoformat(),
            "last_day": draft.window.last.isoformat(),
            "exceptions": list(draft.exceptions),
            "starts": [each.start.isoformat() for each in plan.sessions],
        },
    )
    return len(plan.sessions)


def _refuse_unless_ready(course: Course, package: Package) -> None:
    if package.request_id != course.match.request_id:
        raise Problem("This package belongs to another request.")
    if course.match.status not in {"matched", "active"}:
        raise Problem(f"This match is {course.match.status}. Sessions can be created for a running match only.")
    if package.status != "active":
        raise Problem("The package is not paid yet. Record its payment first.", "package")
    if not course.match.meet_link:
        raise Problem("The match has no Meet link yet. Set it first.", "meet_link")


def _keep_window(package: Package, draft: Draft, *, has_sessions: bool) -> None:
    """The window agreed in the form is the package's from now on; one with sessions keeps its first day."""
    window = draft.window
    first = min(package.start_date, window.first) if has_sessions else window.first
    if (package.start_date, package.end_date, package.window_kind) == (first, window.last, draft.kind):
        return
    package.start_date, package.end_date, package.window_kind = first, window.last, draft.kind
    try:
        with db.begin_nested():
            db.flush()
    except IntegrityError as error:
        if violated_constraint(error) != "packages_do_not_overlap":
            raise
        raise Problem("These days overlap another package of the same request.", "start_date") from error
