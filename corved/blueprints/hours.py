"""The page of a tutor's weekly hours, for an admin and for the tutor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask import Response, request

from corved import clock
from corved.forms.people.hours_form import DatedHoursForm
from corved.queries.people.hours_page import HoursPage, sessions_outside
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.weekly_hours import HoursVersion, WeeklyHours
from corved.values.marks import mark_of
from corved.web import htmx


@dataclass(frozen=True)
class HoursOrder:
    """Hours as they were entered, in the tutor's zone: from a day on, until a day or for good."""

    hours: WeeklyHours
    since: date
    until: date | None


@dataclass(frozen=True)
class HoursEffect:
    """What the page of weekly hours shows.

    hours: those that hold from the day since on. later: versions after it. outside: sessions to come that are not in
    the hours. dropped: later ones that go, because others take their place.
    """

    hours: WeeklyHours
    since: date
    later: tuple[HoursVersion, ...]
    dropped: tuple[HoursVersion, ...]
    outside: tuple[SessionRow, ...]

    @property
    def mark(self) -> str:
        return mark_of([*(row.id for row in self.outside), *(each.since for each in self.dropped)])


def order_of(form: DatedHoursForm, page: HoursPage) -> HoursOrder | None:
    """Return what was entered, or None where a field has an error. `drop` takes away the hours from a later day."""
    if "drop" in request.form:
        return _without(request.form.get("drop", type=date.fromisoformat), form, page)
    if not form.validate():
        return None
    hours, days = form.hours(page.timezone), form.days(page.today)
    return HoursOrder(hours, *days) if hours is not None and days is not None else None


def _without(since: date | None, form: DatedHoursForm, page: HoursPage) -> HoursOrder | None:
    """Return the order after which the hours before a later version hold until the next one."""
    days = [each.since for each in page.later]
    if since not in days:
        form.since.errors = ["These hours are gone already. Nothing was changed."]
        return None
    following = days[days.index(since) + 1 :]
    return HoursOrder(page.hours.on(since - ONE_DAY), since, following[0] - ONE_DAY if following else None)


def effect_of(page: HoursPage, order: HoursOrder | None = None) -> HoursEffect:
    """Return what entered hours do; without them, how it stands."""
    dated, first = page.hours, page.today
    if order is not None:
        dated, first = dated.changed(order.since, order.hours, order.until).merged(), order.since
    later = tuple(each for each in dated.versions[1:] if each.since > first)
    days = {each.since for each in dated.versions}
    dropped = tuple(each for each in page.later if each.since not in days and each.since > first)
    outside = tuple(sessions_outside(page.id, dated, now=clock.now()))
    return HoursEffect(dated.on(first), first, later, dropped, outside)


def was_seen(form: DatedHoursForm, effect: HoursEffect) -> bool:
    """Say whether the page named the sessions that the hours leave out, and the hours are to be saved now."""
    return "drop" in request.form or ("look" not in request.form and effect.mark == (form.seen.data or ""))


def answer_hours(
    shown: Mapping[str, object], page: HoursPage, form: DatedHoursForm | None = None, effect: HoursEffect | None = None
) -> Response:
    """Return the page, or for htmx what the hours do.

    shown: save_url, session_endpoint, is_own, and what else the page shows. form: what was entered; else the hours of
    today. effect: of hours that could be read.
    """
    if form is None:
        form = DatedHoursForm(formdata=None, data=DatedHoursForm.data_of(page.hours.on(page.today)))
    values = {**shown, "page": page, "form": form, "is_entered": effect is not None}
    values["effect"] = effect or effect_of(page)
    has_errors = form.errors or getattr(shown.get("leave_form"), "errors", None)
    return htmx.respond("hours/partials/effect.html", "hours/page.html", values, 422 if has_errors else 200)
