"""The preview of the schedule form: the month's sessions before anything is written."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import parse_qsl, urlencode

from flask import request
from werkzeug.datastructures import MultiDict

from corved import clock
from corved.blueprints.admin.timetable.receipt_lines import PreviewLine, preview_lines
from corved.forms.timetable.schedule_form import FIELDS, REPAIRED, ScheduleForm, fields_of
from corved.queries.matches.match_page import MatchPage, PackageLine
from corved.queries.timetable.schedule_plan import schedule_plan
from corved.scheduling.draft import Draft
from corved.scheduling.free_slots import Surroundings
from corved.scheduling.local_time import local_date
from corved.scheduling.plan import Plan
from corved.scheduling.repairs import LONGEST_EXTENSION_DAYS, Repair, repairs
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.timetable import Version
from corved.scheduling.windows import Window, one_month


@dataclass(frozen=True)
class Preview:
    """The sessions that the schedule form would create.

    plan: None while the form does not describe a schedule; `problems` then says what is missing.
    """

    package: PackageLine | None
    problems: tuple[str, ...] = ()
    draft: Draft | None = None
    plan: Plan | None = None
    lines: tuple[PreviewLine, ...] = ()
    repairs: tuple[Repair, ...] = ()
    later: tuple[Version, ...] = ()

    @staticmethod
    def of(page: MatchPage, form: ScheduleForm) -> Preview:
        """Return the preview of a form. Without a package to schedule there is none."""
        package = page.to_schedule
        if package is None:
            return Preview(None)
        if problems := form.problems():
            return Preview(package, problems)
        draft, now = draft_of(page, form), clock.now()
        plan, busy = schedule_plan(
            tutor_id=page.tutor_id,
            learner_id=page.learner_id,
            draft=draft,
            lacking=package.lacking,
            make_ups=package.make_ups,
            now=now,
            closed=page.calendar.closed,
            margin=LONGEST_EXTENSION_DAYS,
        )
        around = Surroundings(now, busy, page.calendar.closed, page.calendar.hours, tuple(page.zones.values()))
        found = tuple(repairs(draft, plan, around))
        later = page.agreed.after(draft.window.first) if page.agreed else ()
        later = tuple(each for each in later if each.since <= draft.window.last)
        return Preview(package, (), draft, plan, preview_lines(page, package, draft, plan), found, later)

    @property
    def next_cycle(self) -> date | None:
        """Return the first day on which the following month can begin."""
        return self.draft.window.last + ONE_DAY if self.draft else None

    def days_until_next_cycle(self) -> int:
        assert self.draft is not None
        today = local_date(clock.now(), self.draft.timezone)
        return max(0, (self.draft.window.last + ONE_DAY - today).days)

    def applied(self, repair: Repair) -> str:
        """Return the form fields that the button of a repair submits."""
        return applied(repair.draft)

    def without(self, day: date) -> str:
        """Return the form fields of the button that removes the time agreed for a lost date."""
        assert self.draft is not None
        instead = {lost: at for lost, at in self.draft.instead.items() if lost != day}
        return applied(replace(self.draft, instead=instead))

    def with_rest(self) -> str:
        """Return the form fields of the button that keeps closed days free again."""
        assert self.draft is not None
        return applied(replace(self.draft, use_closures=False, use_leave=False))


def applied(draft: Draft) -> str:
    """Return the form fields that describe a draft."""
    return urlencode(fields_of(draft))


def draft_of(page: MatchPage, form: ScheduleForm) -> Draft:
    package = page.to_schedule
    began = package.start_date if package is not None and package.existing else None
    later = page.agreed.versions if page.agreed else ()
    return form.draft(later, began, package.used if package is not None else frozenset())


def schedule_form(page: MatchPage) -> ScheduleForm:
    """Return the form with the submitted values, or with the last schedule, or empty in the family's zone.

    The token was checked before the view; the form is also read from the address.
    """
    no_token = {"csrf": False}
    sent = request.form or request.args
    if page.to_schedule is not None and not FIELDS.isdisjoint(sent):
        form = ScheduleForm(_with_repair(sent), meta=no_token)
        form.offer(page.lengths)
        return form
    window = _window_to_suggest(page)
    pattern = page.agreed.on(window.first) if page.agreed else None
    kind = page.to_schedule.kind if page.to_schedule else None
    data = ScheduleForm.suggestion(pattern, page.learner_zone, window, kind) if kind else {}
    form = ScheduleForm(formdata=None, meta=no_token, data=data)
    form.offer(page.lengths)
    return form


def schedule_query() -> dict[str, list[str]]:
    """Return the schedule fields of the URL, to put them into links."""
    return {name: values for name, values in request.args.lists() if name in FIELDS}


def sets_up(page: MatchPage) -> bool:
    """Say whether the course's page shows the schedule of its next month: always without sessions, else when asked."""
    asked = "set-up" in request.args or not FIELDS.isdisjoint(request.form or request.args)
    return page.to_schedule is not None and (asked or not page.with_sessions)


def _with_repair(sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return the submitted values with the changes of the chosen repair."""
    if "apply" not in sent:
        return sent
    changed = MultiDict(parse_qsl(sent["apply"]))
    merged = MultiDict((name, value) for name, value in sent.items(multi=True) if name not in REPAIRED | {"apply"})
    for name, value in changed.items(multi=True):
        if name in REPAIRED:
            merged.add(name, value)
    return merged


def _window_to_suggest(page: MatchPage) -> Window:
    """Return the first and last day to suggest: the package's, or from today if it has begun."""
    package = page.to_schedule
    zone = page.agreed.versions[-1].pattern.timezone if page.agreed else page.learner_zone
    today = local_date(clock.now(), zone)
    if package is None:
        return one_month(today)
    if package.start_date >= today:
        return Window(package.start_date, package.end_date)
    if package.existing and package.end_date >= today:
        return Window(today, package.end_date)
    return package.kind.window(today)
