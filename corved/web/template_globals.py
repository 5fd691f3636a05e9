"""What templates may call: labels of time, links to WhatsApp, addresses of static files."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime
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
from corved.scheduling.statuses import STATUSES
from corved.scheduling.transitions import ADMIN, mark, state_of
from corved.scheduling.zone_choices import choices
from corved.scheduling.zones import city, fixed_offset
from corved.values.money import money, typed
from corved.values.phone_numbers import international, international_digits, number_as_read
from corved.values.plurals import counted, hours_of
from corved.values.short_names import isolated, short_name, short_names
from corved.web import access, quick_urls, time_labels, tzdata_notice
from corved.web.history_words import KIND_WORDS, action_words
from corved.web.labels import LOST_WORDS, REQUEST_WORDS, STATUS_WORDS
from corved.web.places import PLACES, SHORT

TIME_LABELS = (
    *("at", "both_clocks", "cause", "day", "day_of", "days_of", "distance", "end", "fate"),
    *("hour", "hours", "iso", "moment_text", "own_time", "period_text", "reads_24"),
    *("schedule_words", "sides_of", "span", "tile", "today_in", "wall", "week_of_pattern"),
)


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
        **{name: getattr(time_labels, name) for name in TIME_LABELS},
        clock_time=local_time.hour_label,
        place=local_time.place_label,
        city_at=local_time.city_label,
        offset=local_time.offset_label,
        local_date=local_time.local_date,
        city=city,
        counted=counted,
        amount_of=money,
        typed_amount=typed,
        hours_of=hours_of,
        minutes_left=minutes_left,
        note_digest=note_digest,
        allowed_marks=allowed_marks,
        limits=time_limits,
        initials=initials,
        short_name=short_name,
        short_names=short_names,
        isolated=isolated,
        asking=asking,
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


def asking(row: SessionRow, zone: str) -> str:
    """Return the text with which a family asks for another time."""
    when = f"{time_labels.day(row.start, zone)}, {time_labels.hour(row.start, zone)}"
    when += f" {local_time.place_label(row.start, zone)}"  # it is read outside of CorvEd
    return f"Can {isolated(row.learner)}’s {row.subject} session on {when} be at another time?"


def minutes_left(end: datetime) -> int:
    return max(1, round((end - clock.now()).total_seconds() / 60))


def initials(name: str) -> str:
    parts = name.split()
    return "".join(part[0] for part in (parts[:1] + parts[1:][-1:])).upper()


def whatsapp(number: str, message: str = "") -> str:
    """Return a wa.me link to an E.164 number, with the text filled in."""
    return f"https://wa.me/{number.removeprefix('+')}" + (f"?text={quote(message)}" if message else "")


def page_link(page: int, name: str = "page") -> str:
    """Return the URL of another page of the present list, with its filters. name: of the parameter."""
    filters = {each: value for each, value in request.args.items() if value and each != name} | {name: str(page)}
    return url_for(str(request.endpoint), **(request.view_args or {}), **filters)  # type: ignore[arg-type]


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
