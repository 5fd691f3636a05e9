"""Times as pages write them: in a zone, in the reader's format, with the day where it is needed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from functools import lru_cache

from markupsafe import Markup

from corved import clock
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling import local_time
from corved.scheduling.pattern import Pattern
from corved.scheduling.zones import city
from corved.values.short_names import isolated, short_name
from corved.web import access, owed_labels

TILE = Markup('<p class="tile"><span>%s</span><b>%d</b><span>%s</span></p>')
ELEMENT = Markup('<time datetime="%s">%s</time>')


def hour(instant: datetime, zone: str) -> str:
    """Return an hour as a label: `19:00`, or `7:00 PM` for a reader who prefers that."""
    return local_time.hour_label(instant, zone, hours_24=reads_24())


def span(start: datetime, end: datetime, zone: str) -> str:
    return local_time.span_label(start, end, zone, hours_24=reads_24())


def end(start: datetime, last: datetime, zone: str) -> str:
    return local_time.end_label(start, last, zone, hours_24=reads_24())


def at(instant: datetime, zone: str) -> Markup:
    """Return an hour as an element: a function, because a page asks for it with every row."""
    return _at(instant.astimezone(UTC), zone, hours_24=reads_24())


# Of UTC only, as local_time keeps its own: the two 01:30 of a night compare as equal.
@lru_cache(maxsize=4096)
def _at(instant: datetime, zone: str, *, hours_24: bool) -> Markup:
    return ELEMENT % (iso(instant), local_time.hour_label(instant, zone, hours_24=hours_24))


def hours(start: datetime, last: datetime, zone: str) -> Markup:
    """Return a stretch of hours as an element."""
    return ELEMENT % (iso(start), span(start, last, zone))


def own_time(instant: datetime, zone: str, reader_zone: str) -> Markup:
    """Return an hour with its zone, and its day where that is not the reader's."""
    label = Markup("%s %s") % (at(instant, zone), local_time.city_label(instant, zone))
    if local_time.local_date(instant, zone) == local_time.local_date(instant, reader_zone):
        return label
    return Markup('%s <span class="day-mark">%s</span>') % (label, day(instant, zone))


def both_clocks(row: SessionRow, zone: str) -> Markup:
    """Return the clocks of a session besides the reader's: one where both sides share it, else each other side's."""
    learner, tutor = (local_time.local(row.start, each) for each in (row.learner_zone, row.tutor_zone))
    if learner.replace(tzinfo=None) == tutor.replace(tzinfo=None):
        is_readers = learner.time() == local_time.local(row.start, zone).time()
        return Markup("%s for both") % (city(zone) if is_readers else own_time(row.start, row.learner_zone, zone))
    sides = ((row.tutor, row.tutor_zone, row.learner), (row.learner, row.learner_zone, row.tutor))
    return Markup(" · ").join(
        Markup("%s for <bdi>%s</bdi>") % (own_time(row.start, each, zone), short_name(name, (other,)))
        for name, each, other in sides
        if each != zone
    )


def sides_of(row: SessionRow, zone: str) -> list[tuple[str, list[str]]]:
    """Return the zones of a session's people, the reader's first, and who is in each: "you" and short names."""
    found: dict[str, list[str]] = {zone: ["you"]}
    found.setdefault(row.tutor_zone, []).append(isolated(short_name(row.tutor, (row.learner,))))
    found.setdefault(row.learner_zone, []).append(isolated(short_name(row.learner, (row.tutor,))))
    return list(found.items())


def tile(instant: datetime, zone: str) -> Markup:
    """Return the local day of an instant as a small calendar leaf."""
    here = local_time.local_date(instant, zone)
    return _tile(here, with_year=here.year != today_in(zone).year)


@lru_cache(maxsize=512)
def _tile(here: date, *, with_year: bool) -> Markup:
    month = f"{here:%b %Y}" if with_year else f"{here:%b}"
    return TILE % (f"{here:%a}", here.day, month)


def fate(row: SessionRow, zone: str) -> str:
    return owed_labels.fate(row, zone, hours_24=reads_24())


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
    """Return a moment as plain text, for an option or a label: `Tue 3 Mar, 19:00 Karachi`."""
    return f"{day(instant, zone)}, {hour(instant, zone)} {local_time.city_label(instant, zone)}"


def period_text(start: datetime, end: datetime, zone: str) -> str:
    """Return a stretch of time as plain text: `Tue 3 Mar, 19:00–20:00 Karachi`."""
    return f"{day(start, zone)}, {span(start, end, zone)} {local_time.city_label(start, zone)}"


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
