"""Creates the sessions of many matches from their agreed schedules, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy.exc import DBAPIError

from corved.database.deadlocks import again_on_deadlock
from corved.database.session import transaction
from corved.problems import NotHere, Refusal
from corved.queries.timetable.busy_times import busy_label, busy_times_of
from corved.queries.timetable.match_calendar import MatchCalendar, match_calendars
from corved.queries.timetable.schedule_plan import slot_around
from corved.scheduling.draft import Draft
from corved.scheduling.obstacles import Busy
from corved.use_cases.months.generate import Month, generate, month_of, write_months
from corved.use_cases.months.ready_steps import Outcome, agreed_draft, waiting_in_run, write_down
from corved.use_cases.timetable.locked_match import LockedMatch, LockedPackage, locked_matches_and_packages

AT_ONCE = 200  # matches in one transaction


def generate_ready(*, pairs: Sequence[tuple[UUID, UUID]], run_id: UUID | None = None) -> list[Outcome]:
    """Create the sessions that packages lack, for each all or none, and return what became of each.

    pairs: (match, package), AT_ONCE at most, each match once. run_id: the run that records the outcomes. All are one
    transaction; what is written is what one after the other would write. Where the database refuses it, each is a
    transaction of its own. Doing it again changes nothing.
    """
    try:
        return _together(pairs, run_id)
    except (DBAPIError, NotHere):
        return [create_one(match_id, package_id, run_id) for match_id, package_id in pairs]


@again_on_deadlock
def create_one(match_id: UUID, package_id: UUID, run_id: UUID | None) -> Outcome:
    """Create all the sessions that the package lacks, or none, in one transaction. Doing it again changes nothing.

    run_id: the run that records the outcome. A refusal is an outcome, and never raised.
    """

    def draft_of(package: LockedPackage, calendar: MatchCalendar) -> Draft:
        waiting = None if run_id is None else waiting_in_run(run_id, [package.id])
        return agreed_draft(waiting, package, calendar)

    try:
        return Outcome("created", generate(match_id, package_id, draft_of, run_id=run_id))
    except Refusal as problem:
        outcome = Outcome.of_refusal(problem)
    if run_id is not None:
        with transaction():
            write_down(run_id, {package_id: outcome})
    return outcome


@dataclass(frozen=True)
class _Planned:
    """Sessions that a match before will have: in the way of the others of its tutor and its learner."""

    course: LockedMatch
    month: Month

    def seen_by(self, course: LockedMatch) -> list[Busy]:
        mine = self.course
        is_same = mine.tutor_id == course.tutor_id
        label = busy_label(learner=mine.learner, tutor=mine.tutor, subject=mine.subject, same_tutor=is_same)
        return [Busy(each.start, each.end, label) for each in self.month.plan.sessions]


def _together(pairs: Sequence[tuple[UUID, UUID]], run_id: UUID | None) -> list[Outcome]:
    planned: dict[UUID, list[_Planned]] = defaultdict(list)
    months: list[Month] = []
    outcomes: list[Outcome] = []
    with transaction():
        found = locked_matches_and_packages(pairs)
        calendars = match_calendars(pairs)
        waiting = None if run_id is None else waiting_in_run(run_id, [package.id for _course, package in found])
        slots = [
            slot_around(course.tutor_id, course.learner_id, package.window, "UTC", margin=1)
            for course, package in found
        ]
        for (course, package), calendar, live in zip(found, calendars, busy_times_of(slots), strict=True):
            before = {id(each): each for person in (course.tutor_id, course.learner_id) for each in planned[person]}
            taken = [busy for each in before.values() for busy in each.seen_by(course)]
            busy = sorted((*live, *taken), key=lambda each: each.start)
            try:
                month = month_of(course, package, calendar, partial(agreed_draft, waiting), busy=busy)
            except Refusal as problem:
                outcomes.append(Outcome.of_refusal(problem))
                continue
            months.append(month)
            outcomes.append(Outcome("created", len(month.plan.sessions)))
            made = _Planned(course, month)
            planned[course.tutor_id].append(made)
            planned[course.learner_id].append(made)
        if months:
            write_months(months, run_id)
        if run_id is not None:
            created = {month.package.id for month in months}
            others = zip(found, outcomes, strict=True)
            write_down(run_id, {p.id: outcome for (_course, p), outcome in others if p.id not in created})
    return outcomes
