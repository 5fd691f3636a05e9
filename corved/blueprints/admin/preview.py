"""What the schedule form shows before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import request

from corved import clock
from corved.forms.schedule_form import ScheduleForm
from corved.queries.match_page import MatchPage, PackageLine
from corved.queries.schedule_plan import schedule_plan
from corved.scheduling.advice import LONGEST_EXTENSION_DAYS, advice
from corved.scheduling.clock_changes import ClockChange, clock_change_between, hour_shift
from corved.scheduling.generator import Lost, Occurrence, Plan, Window
from corved.scheduling.local_time import local, local_date
from corved.scheduling.pattern import Pattern
from corved.scheduling.windows import one_month

FIELDS = frozenset(("days", "time", "duration_mins", "timezone", "start_date", "end_date", "follows"))


@dataclass(frozen=True)
class PreviewLine:
    """One date of the pattern: number is its place among the N, None when it is lost.

    changes: of clocks since the date before. shifts: (whose, minutes) of the people whose hour differs from then.
    meant: the wall clock that was agreed where it does not exist on that day, as `02:30`.
    """

    occurrence: Occurrence
    number: int | None
    lost: Lost | None
    changes: tuple[ClockChange, ...] = ()
    shifts: tuple[tuple[str, int], ...] = ()
    meant: str | None = None


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
        return Preview(package, (), pattern, window, plan, _lines(page, pattern, plan), hints)


def schedule_form(page: MatchPage) -> ScheduleForm:
    """The form with what was sent, else with the schedule that held before or the family's zone.

    The token was checked before the view was called; the form itself is also read from query strings.
    """
    no_token = {"csrf": False}
    sent = request.form or request.args
    if page.to_schedule is not None and not FIELDS.isdisjoint(sent):
        return ScheduleForm(sent, meta=no_token)
    data = ScheduleForm.suggestion(page.agreed, page.learner_zone, _window_to_suggest(page))
    return ScheduleForm(formdata=None, meta=no_token, data=data)


def schedule_query() -> dict[str, list[str]]:
    """The schedule that the address carries, to be carried on."""
    return {name: values for name, values in request.args.lists() if name in FIELDS}


def _window_to_suggest(page: MatchPage) -> Window:
    """The package's own window, or a month from today where it has begun."""
    package = page.to_schedule
    today = local_date(clock.now(), page.agreed.timezone if page.agreed else page.learner_zone)
    if package is not None and package.start_date >= today:
        return Window(package.start_date, package.end_date)
    return one_month(today)


def _lines(page: MatchPage, pattern: Pattern, plan: Plan) -> tuple[PreviewLine, ...]:
    lost = {each.occurrence: each for each in plan.lost}
    lines: list[PreviewLine] = []
    number = 0
    for this in sorted((*plan.sessions, *lost), key=lambda each: each.start):
        number += this not in lost
        line = PreviewLine(this, None if this in lost else number, lost.get(this), meant=_meant(this, pattern))
        lines.append(_with_changes(line, lines[-1].occurrence, page, pattern) if lines else line)
    return tuple(lines)


def _with_changes(line: PreviewLine, before: Occurrence, page: MatchPage, pattern: Pattern) -> PreviewLine:
    """What the clocks of the pattern, of the student and of the tutor did since the date before."""
    this = line.occurrence
    zones = dict.fromkeys((pattern.timezone, page.learner_zone, page.tutor_zone))
    changes = [clock_change_between(before.start, this.start, zone) for zone in zones]
    people = {page.learner: page.learner_zone, page.tutor: page.tutor_zone}
    shifts = [(name, hour_shift(before, this, zone)) for name, zone in people.items()]
    return replace(
        line,
        changes=tuple(each for each in changes if each is not None),
        shifts=tuple(each for each in shifts if each[1]),
    )


def _meant(occurrence: Occurrence, pattern: Pattern) -> str | None:
    there = local(occurrence.start, pattern.timezone).replace(tzinfo=None)
    return None if there == occurrence.local_start else f"{occurrence.local_start:%H:%M}"
