"""Every mistake that such a generator can make is one that the vectors find: here each is made on purpose."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from corved.scheduling import generator, plan
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.windows import Window

VECTORS = [
    json.loads(line) for line in (Path(__file__).parent.parent / "vectors/visible.jsonl").read_text().splitlines()
]


def wrong_answers() -> int:
    """How many vectors the generator gets wrong as it is now."""
    wrong = 0
    for row in VECTORS:
        pattern = Pattern(row["zone"], tuple(sorted(row["days"])), parse_time(row["time"]), row["duration_mins"])
        window = Window(date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"]))
        found = [
            [f"{each.start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", f"{each.end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"]
            for each in plan.make_plan(pattern, window, row["n"]).sessions
        ]
        wrong += found != row["expect"]
    return wrong


def each_date(patch, *, to_utc=None, end=None, has=None):
    """Put a generator in its place that asks for every date, with a mistake in one of its steps."""
    to_utc, has = to_utc or right_to_utc, has or (lambda pattern, day, _start: pattern.has(day))

    def occurrences(pattern, window):
        for day in window.days():
            wall, zone, length = (
                datetime.combine(day, pattern.time_on(day)),
                pattern.timezone,
                timedelta(minutes=pattern.duration_mins),
            )
            start = to_utc(wall, zone)
            if has(pattern, day, start):
                ends = end(wall + length, zone) if end else start + length
                yield generator.Occurrence(wall, start, ends, zone)

    patch.setattr("corved.scheduling.timetable.occurrences", occurrences)


def no_mistake(patch):
    each_date(patch)


def wall_clock_end(patch):
    each_date(patch, end=right_to_utc)


def snapped_gap(patch):
    """02:30 in a gap becomes 03:00 instead of 03:30."""

    def to_utc(local_start, zone):
        start = right_to_utc(local_start, zone)
        there = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        while there != local_start and right_to_utc(local_start - timedelta(minutes=1), zone) < start:
            before = right_to_utc(local_start - timedelta(minutes=1), zone)
            if before.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local_start - timedelta(minutes=1):
                break
            start, local_start = before, local_start - timedelta(minutes=1)
            there = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        return start

    each_date(patch, to_utc=to_utc)


def second_occurrence(patch):
    each_date(patch, to_utc=lambda wall, zone: wall.replace(tzinfo=ZoneInfo(zone), fold=1).astimezone(UTC))


def utc_dates(patch):
    """The weekday is judged on the date in UTC."""
    each_date(patch, has=lambda pattern, _day, start: pattern.has(start.date()))


def fixed_offset(patch):
    """The offset of the first day holds all year."""
    first: dict[tuple[str, int], timedelta] = {}

    def to_utc(local_start, zone):
        offset = local_start.replace(tzinfo=ZoneInfo(zone)).utcoffset()
        return (local_start - first.setdefault((zone, local_start.year), offset)).replace(tzinfo=UTC)

    each_date(patch, to_utc=to_utc)


def offset_a_week_late(patch):
    """The change of clocks is noticed a week after it."""

    def to_utc(local_start, zone):
        offset = (local_start - timedelta(days=7)).replace(tzinfo=ZoneInfo(zone)).utcoffset()
        return (local_start - offset).replace(tzinfo=UTC)

    each_date(patch, to_utc=to_utc)


def monday_is_0(patch):
    each_date(patch, has=lambda pattern, day, _start: day.weekday() in pattern.days)


def spill(patch):
    """Goes on after the last day until N are found."""

    def occurrences(pattern, window):
        return right_occurrences(pattern, Window(window.first, window.first + timedelta(days=300)))

    patch.setattr("corved.scheduling.timetable.occurrences", occurrences)
    patch.setattr(Window, "__contains__", lambda _self, _day: True)


right_to_utc, right_occurrences = generator.to_utc, generator.occurrences
MISTAKES = [
    wall_clock_end,
    snapped_gap,
    second_occurrence,
    utc_dates,
    fixed_offset,
    offset_a_week_late,
    monday_is_0,
    spill,
]


def test_the_right_one_gets_none_wrong():
    assert wrong_answers() == 0


def test_the_slow_one_without_a_mistake_gets_none_wrong(monkeypatch):
    no_mistake(monkeypatch)

    assert wrong_answers() == 0


@pytest.mark.parametrize("mistake", MISTAKES)
def test_each_mistake_is_found(monkeypatch, mistake):
    mistake(monkeypatch)

    assert wrong_answers() > 0
