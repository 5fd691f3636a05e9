"""What the schedule form shows before anything is written."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from corved import clock
from corved.forms.schedule_form import ScheduleForm
from corved.queries.match_page import MatchPage, PackageLine
from corved.queries.schedule_plan import schedule_plan
from corved.scheduling.advice import LONGEST_EXTENSION_DAYS, advice
from corved.scheduling.clock_changes import ClockChange, clock_change_between
from corved.scheduling.generator import Lost, Occurrence, Plan, Window
from corved.scheduling.local_time import local_date
from corved.scheduling.pattern import Pattern
from corved.scheduling.windows import one_month


@dataclass(frozen=True)
class PreviewLine:
    """One date of the pattern: number is its place among the N, None when it is lost."""

    occurrence: Occurrence
    number: int | None
    lost: Lost | None
    changes: tuple[ClockChange, ...]


@dataclass(frozen=True)
class Preview:
    """plan is None while the form does not describe a schedule; `problems` says what it needs."""

    package: PackageLine | None
    problems: tuple[str, ...] = ()
    pattern: Pattern | None = None
    window: Window | None = None
    plan: Plan | None = None
    lines: tuple[PreviewLine, ...] = ()
    advice: tuple[str, ...] = ()

    @staticmethod
    def of(page: MatchPage, form: ScheduleForm) -> Preview:
        """The preview of a form; without a package to schedule there is nothing to preview."""
        package = page.to_schedule
        if package is None:
            return Preview(None)
        if problems := form.problems():
            return Preview(package, problems)
        pattern, window, now = form.pattern(), form.window(), clock.now()
        plan, busy = schedule_plan(
            tutor_id=page.tutor_id,
            learner_id=page.learner_id,
            pattern=pattern,
            window=window,
            wanted=package.tier,
            now=now,
            margin=LONGEST_EXTENSION_DAYS,
        )
        hints = () if plan.is_complete else tuple(advice(pattern, window, package.tier, now=now, busy=busy))
        return Preview(package, (), pattern, window, plan, _lines(page, plan), hints)


def schedule_form(page: MatchPage) -> ScheduleForm:
    """The form with what was sent, else with the schedule that held before or the family's zone.

    The token was checked before the view was called; the form itself is also read from query strings.
    """
    no_token = {"csrf": False}
    if page.to_schedule is not None and (filled := request.form or request.args):
        return ScheduleForm(filled, meta=no_token)
    data = ScheduleForm.suggestion(page.agreed, page.learner_zone, _window_to_suggest(page))
    return ScheduleForm(formdata=None, meta=no_token, data=data)


def _window_to_suggest(page: MatchPage) -> Window:
    """The package's own window, or a month from today where it has begun."""
    package = page.to_schedule
    today = local_date(clock.now(), page.agreed.timezone if page.agreed else page.learner_zone)
    if package is not None and package.start_date >= today:
        return Window(package.start_date, package.end_date)
    return one_month(today)


def _lines(page: MatchPage, plan: Plan) -> tuple[PreviewLine, ...]:
    lost = {each.occurrence: each for each in plan.lost}
    lines: list[PreviewLine] = []
    number = 0
    for occurrence in sorted((*plan.sessions, *lost), key=lambda each: each.start):
        if occurrence not in lost:
            number += 1
        changes = _changes(page, lines[-1].occurrence, occurrence) if lines else ()
        place = None if occurrence in lost else number
        lines.append(PreviewLine(occurrence, place, lost.get(occurrence), changes))
    return tuple(lines)


def _changes(page: MatchPage, before: Occurrence, this: Occurrence) -> tuple[ClockChange, ...]:
    """What the clocks of student and tutor do between two dates of the pattern."""
    zones = dict.fromkeys((page.learner_zone, page.tutor_zone))
    found = (clock_change_between(before.start, this.start, zone) for zone in zones)
    return tuple(each for each in found if each is not None)
