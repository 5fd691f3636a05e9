"""What templates may call: labels of time, links to WhatsApp, addresses of static files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time
from functools import cache
from itertools import groupby
from typing import Protocol
from urllib.parse import quote

from flask import Flask, current_app, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.local import LocalProxy

from corved import clock
from corved.config import PROJECT, VERSION
from corved.database.migrate import newest_revision
from corved.forms.fields import PASSWORD_HINT
from corved.forms.sessions.note_form import note_digest
from corved.models.match import MATCH_STATUSES
from corved.queries.academy.shell import Shell, shell
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling import local_time, time_limits
from corved.scheduling.lanes import STEP, Spot
from corved.scheduling.month_turn import TURN_WORDS
from corved.scheduling.pattern import Pattern
from corved.scheduling.statuses import STATUSES
from corved.scheduling.transitions import ADMIN, mark, state_of
from corved.scheduling.zone_choices import choices
from corved.scheduling.zones import city, fixed_offset
from corved.values.phone_numbers import international, international_digits, number_as_read
from corved.values.plurals import counted, hours_of
from corved.values.short_names import isolated, short_name, short_names
from corved.web import access, owed_labels, quick_urls, tzdata_notice
from corved.web.history_words import KIND_WORDS, action_words
from corved.web.labels import LOST_WORDS, REQUEST_WORDS, STATUS_WORDS
from corved.web.places import PLACES, SHORT


class Happening(Protocol):
    """Something that happened at an instant."""

    @property
    def at(self) -> datetime: ...


STATIC = PROJECT / "corved/static"


def register(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["isolated"] = isolated
    app.jinja_env.filters["groupby_day"] = groupby_day
    app.jinja_env.globals.update(
        hour=hour,
        span=span,
        end=end,
        clock_time=local_time.hour_label,
        place=local_time.place_label,
        offset=local_time.offset_label,
        local_date=local_time.local_date,
        city=city,
        cause=cause,
        day=day,
        day_of=day_of,
        days_of=days_of,
        counted=counted,
        iso=iso,
        distance=distance,
        today_in=today_in,
        schedule_words=schedule_words,
        fate=fate,
        reads_24=reads_24,
        wall=wall,
        hours_of=hours_of,
        minutes_left=minutes_left,
        note_digest=note_digest,
        allowed_marks=allowed_marks,
        limits=time_limits,
        moment_text=moment_text,
        period_text=period_text,
        initials=initials,
        short_name=short_name,
        short_names=short_names,
        isolated=isolated,
        asking=asking,
        week_of_pattern=week_of_pattern,
        whatsapp=whatsapp,
        international=international,
        international_digits=international_digits,
        number_as_read=number_as_read,
        asset=asset,
        url_for=quick_urls.url_for,
        icon=icon,
        page_link=page_link,
        password_hint=PASSWORD_HINT,
        zone_choices=zone_choices,
        fixed_offset=fixed_offset,
        htmx_integrity=_integrity("vendor/htmx.org@4.0.1/htmx.min.js"),
        status_words=STATUS_WORDS,
        lost_words=LOST_WORDS,
        stretch_classes=stretch_classes,
        action_words=action_words,
        kind_words=KIND_WORDS,
        clock_notice=tzdata_notice.notice,
        match_statuses=MATCH_STATUSES,
        request_words=REQUEST_WORDS,
        turn_words=TURN_WORDS,
        release=VERSION,
        schema=newest_revision(),
        places=PLACES,
        shown_short=SHORT,
    )

    @app.context_processor
    def reader() -> dict[str, object]:
        return {
            "now": clock.now(),
            "has_mail": current_app.extensions["corved_mail"] is not None,
            "reader": LocalProxy(access.reader),  # looked at where it is used: not on the page of a lost database
            "area": access.area_of_request(),
            "shell": _shell,
        }


def _shell() -> Shell:
    """Return what stands around the page. It is one more statement, made only where a whole page is drawn."""
    area = access.area_of_request()
    assert area is not None, "only pages of an area have a shell"
    return shell(area.name, now=clock.now())


def allowed_marks(row: SessionRow, now: datetime) -> list[str]:
    """Return the statuses that an admin may set now, by the table of transitions."""
    state = state_of(row.status, row.needs_new_time)
    stays_owed = row.settled_as is None
    return [
        status
        for status in STATUSES
        if mark(ADMIN, state, status, row.start, now) and (stays_owed or status in ("rescheduled", "no_show_tutor"))
    ]


def stretch_classes(first: int, last: int) -> str:
    """Return where a stretch of a day's minutes stands in a picture of the day, as classes."""
    return Spot(first // STEP * STEP, last - first).classes


def groupby_day(lines: Sequence[Happening], zone: str) -> list[tuple[date, list[Happening]]]:
    """Return lines with an instant `at`, in their order, under the day of the reader's zone."""
    return [(day, list(rows)) for day, rows in groupby(lines, key=lambda each: local_time.local_date(each.at, zone))]


def hour(instant: datetime, zone: str) -> str:
    """Return an hour as a label: `19:00`, or `7:00 PM` for a reader who prefers that."""
    return local_time.hour_label(instant, zone, hours_24=reads_24())


def span(start: datetime, end: datetime, zone: str) -> str:
    return local_time.span_label(start, end, zone, hours_24=reads_24())


def end(start: datetime, last: datetime, zone: str) -> str:
    return local_time.end_label(start, last, zone, hours_24=reads_24())


def fate(row: SessionRow, zone: str, to_whom: str = "") -> str:
    return owed_labels.fate(row, zone, to_whom, hours_24=reads_24())


def cause(row: SessionRow, zone: str) -> str:
    return owed_labels.cause(row, zone, hours_24=reads_24())


def wall(clock: str) -> str:
    """Return a wall-clock time as a label in the reader's format: `19:00` or `7:00 PM`."""
    return local_time.wall_label(time.fromisoformat(clock), hours_24=reads_24())


def reads_24() -> bool:
    return getattr(access.reader(), "hours_24", True)


def day(instant: datetime, zone: str) -> str:
    """Return a day as a label: `Tue 20 Oct` in the zone, with the year when it is not this one."""
    return day_of(local_time.local_date(instant, zone))


def day_of(local: date) -> str:
    """Return a local date as a label: `Tue 20 Oct`, with the year when it is not the reader's."""
    return local_time.date_label(local, today_in(getattr(access.reader(), "timezone", "UTC")))


def moment_text(instant: datetime, zone: str) -> str:
    """Return a moment as plain text, for an option or a label: `Tue 3 Mar, 19:00 Karachi, UTC+5`."""
    return f"{day(instant, zone)}, {hour(instant, zone)} {local_time.place_label(instant, zone)}"


def period_text(start: datetime, end: datetime, zone: str) -> str:
    """Return a stretch of time as plain text: `Tue 3 Mar, 19:00–20:00 Karachi, UTC+5`."""
    return f"{day(start, zone)}, {span(start, end, zone)} {local_time.place_label(start, zone)}"


def iso(instant: datetime) -> str:
    """Return the instant in UTC, for <time datetime>."""
    return f"{instant:%Y-%m-%dT%H:%MZ}"


def days_of(first: date, last: date) -> str:
    """Return a range of days as a label: `Mon 16 Mar to Wed 18 Mar`, or the one day."""
    return day_of(first) if first == last else f"{day_of(first)} to {day_of(last)}"


def today_in(zone: str) -> date:
    return local_time.local_date(clock.now(), zone)


def distance(instant: datetime, zone: str) -> str:
    return local_time.distance_label(instant, clock.now(), zone)


def schedule_words(pattern: Pattern, zone: str, week_of: date | None = None) -> str:
    """Return a weekly schedule in words, as it is by the clock of a zone: this week, or in the week of a day."""
    return pattern.in_words(hours_24=reads_24(), zone=zone, week_of=week_of or today_in(pattern.timezone))


def week_of_pattern(pattern: Pattern, zone: str) -> dict[int, list[str]]:
    """Return a weekly schedule of this week by the clock of a zone: for each weekday, 0=Sunday, its hours as labels."""
    found: dict[int, list[str]] = {day: [] for day in range(7)}
    for each, at in pattern.seen_from(zone, today_in(pattern.timezone)):
        found[each].append(local_time.wall_label(at, hours_24=reads_24()))
    return found


def asking(row: SessionRow, zone: str) -> str:
    """Return the text with which a family asks for another time."""
    when = moment_text(row.start, zone)
    return f"Can {isolated(row.learner)}’s {row.subject} session on {when} be at another time?"


def minutes_left(end: datetime) -> int:
    return max(1, round((end - clock.now()).total_seconds() / 60))


def initials(name: str) -> str:
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def whatsapp(number: str, message: str = "") -> str:
    """Return a wa.me link to an E.164 number, with the text filled in."""
    return f"https://wa.me/{number.removeprefix('+')}" + (f"?text={quote(message)}" if message else "")


def page_link(page: int) -> str:
    """Return the URL of another page of the present list, with its filters."""
    filters = {name: value for name, value in request.args.items() if value and name != "page"}
    return url_for(str(request.endpoint), **(request.view_args or {}), **filters, page=page)  # type: ignore[arg-type]


def zone_choices() -> tuple[tuple[str, str], ...]:
    """Return (name, label with today's offset) of the zones to choose from."""
    return choices(clock.now().date())


def asset(name: str) -> str:
    """Return a static file's URL, which changes with its content, so that browsers may cache it for ever."""
    return _asset(request.script_root, name)


@cache
def _asset(_root: str, name: str) -> str:
    """Return the URL below a root; an icon asks for it at every use."""
    return url_for("static", filename=name, v=_digest(name))


def icon(name: str) -> Markup:
    """Return a symbol of the sprite; decoration, with words beside it."""
    return _icon(request.script_root, name)


@cache
def _icon(root: str, name: str) -> Markup:
    sprite = _asset(root, "icons.svg")
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(sprite, name)


def _integrity(name: str) -> str:
    """Return the recorded SHA-384 of a vendored file, as browsers check it."""
    recorded = (STATIC / "vendor/SHA384").read_text().splitlines()
    return next(line.split()[0] for line in recorded if line.split()[1] == name)


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]
