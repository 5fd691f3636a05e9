"""Creates a package's sessions from the agreed weekly schedule, all or none."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.database.session import current_user_id, db, transaction
from corved.models import Learner, Match, Package, Request, Session
from corved.problems import Changed, Problem, violated_constraint
from corved.queries.busy_times import Slot
from corved.queries.schedule_plan import schedule_plan
from corved.scheduling.generator import Occurrence, Plan, Window
from corved.scheduling.pattern import Pattern
from corved.use_cases.audit_trail import record
from corved.use_cases.locked import locked_match, locked_package
from corved.use_cases.naming_clashes import naming_clashes


class AlreadyGenerated(Changed):
    """The package has its sessions; nothing was added."""


class DoesNotFit(Problem):
    """Fewer than N sessions fit; nothing was written. `plan` says which dates were lost and why."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(f"Only {len(plan.sessions)} of {plan.wanted} sessions fit. Nothing was created.")
        self.plan = plan


def generate_sessions(
    *, match_id: UUID, package_id: UUID, pattern: Pattern, window: Window, seen: str | None = None
) -> int:
    """Writes the package's N sessions; match and request become active; the schedule is kept on the match.

    seen: the digest of the plan that the admin was shown; a plan that has changed since is refused (Changed).
    Raises AlreadyGenerated, DoesNotFit, Clash, NotHere, or Problem saying what is missing. Returns N.
    """
    with transaction():
        match = locked_match(match_id)
        package = locked_package(package_id)
        request = db.get_one(Request, match.request_id)
        learner = db.get_one(Learner, request.learner_id)
        _refuse_unless_ready(match, package)

        plan, _busy = schedule_plan(
            tutor_id=match.tutor_user_id,
            learner_id=learner.id,
            pattern=pattern,
            window=window,
            wanted=package.tier,
            now=clock.now(),
        )
        if not plan.is_complete:
            raise DoesNotFit(plan)
        if seen is not None and seen != plan.digest:
            raise Changed("The schedule gives other sessions than you were shown. Look at them again, then create.")

        _keep_window(package, window)
        whole = Slot(match.tutor_user_id, learner.id, plan.sessions[0].start, plan.sessions[-1].end)
        with naming_clashes(whole, pattern.timezone, among=plan.sessions):
            db.execute(insert(Session), [_row(each, match, package, learner, pattern) for each in plan.sessions])
        match.status = request.status = "active"
        match.pattern = pattern.to_json()
        record(
            "sessions.generated",
            match_id=match.id,
            entity_id=package.id,
            details={
                "pattern": pattern.to_json(),
                "first_day": window.first.isoformat(),
                "last_day": window.last.isoformat(),
                "starts": [each.start.isoformat() for each in plan.sessions],
            },
        )
    return len(plan.sessions)


def _refuse_unless_ready(match: Match, package: Package) -> None:
    if package.request_id != match.request_id:
        raise Problem("This package belongs to another request.")
    existing = db.scalar(select(func.count()).select_from(Session).where(Session.package_id == package.id))
    if existing:
        raise AlreadyGenerated(f"The {existing} sessions of this package exist already. Nothing was added.")
    if match.status not in {"matched", "active"}:
        raise Problem(f"This match is {match.status}. Sessions can be created for a running match only.")
    if package.status != "active":
        raise Problem("The package is not paid yet. Record its payment first.", "package")
    if not match.meet_link:
        raise Problem("The match has no Meet link yet. Set it first.", "meet_link")


def _keep_window(package: Package, window: Window) -> None:
    """The window agreed in the form is the package's window from now on."""
    package.start_date, package.end_date = window.first, window.last
    try:
        with db.begin_nested():
            db.flush()
    except IntegrityError as error:
        if violated_constraint(error) != "packages_do_not_overlap":
            raise
        raise Problem("These days overlap another package of the same request.", "start_date") from error


def _row(
    occurrence: Occurrence, match: Match, package: Package, learner: Learner, pattern: Pattern
) -> dict[str, object]:
    now = clock.now()
    return {
        "match_id": match.id,
        "package_id": package.id,
        "tutor_user_id": match.tutor_user_id,
        "learner_id": learner.id,
        "account_user_id": learner.account_user_id,
        "scheduled_start_utc": occurrence.start,
        "scheduled_end_utc": occurrence.end,
        "local_start": occurrence.local_start,
        "timezone": pattern.timezone,
        "updated_at": now,
        "created_at": now,
        "updated_by_user_id": current_user_id(),
    }
