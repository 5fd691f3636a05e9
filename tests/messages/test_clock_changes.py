"""Exactly those whose local hour changes are told, once, in the week before: a year of nine pairs of zones against
a list made by brute force."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from corved.queries.due_message import Person
from corved.queries.session_messages import clock_message
from corved.queries.session_page import session_for_admin
from corved.scheduling.generator import occurrence
from tests import given

# family, tutor, whose clock leads
PAIRS = [
    ("Europe/London", "Asia/Karachi", "Asia/Karachi"),
    ("Europe/London", "Asia/Karachi", "Europe/London"),
    ("America/New_York", "Europe/London", "Europe/London"),
    ("America/New_York", "Europe/London", "Asia/Karachi"),
    ("Australia/Sydney", "Europe/London", "Australia/Sydney"),
    ("Europe/Berlin", "Europe/London", "Europe/London"),
    ("Asia/Karachi", "Asia/Dubai", "Asia/Karachi"),
    ("America/Santiago", "Africa/Cairo", "America/Santiago"),
    ("Pacific/Auckland", "America/Los_Angeles", "America/Los_Angeles"),
]
DAYS = [date(2026, 1, 1) + timedelta(days=number) for number in range(380)]


@pytest.fixture
def row(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    found = session_for_admin(given.sessions_of(course)[0].id)
    given.db.rollback()
    return found


def lessons(row, family, tutor, leads):
    """Mondays and Thursdays, 17:00 where the clock leads, all year."""
    for day in DAYS:
        if day.weekday() in (0, 3):
            at = occurrence(datetime.combine(day, time(17)), given.a_schedule((1, 4), "17:00", leads))
            yield replace(
                row,
                start=at.start,
                end=at.end,
                local_start=at.local_start,
                timezone=leads,
                learner_zone=family,
                tutor_zone=tutor,
            )


def hour(instant, zone):
    return instant.astimezone(ZoneInfo(zone)).time()


def by_brute_force(rows, zone):
    """The local day of each lesson that is at another hour than the one before it."""
    first = [this for before, this in pairwise(rows) if hour(before.start, zone) != hour(this.start, zone)]
    return [each.start.astimezone(ZoneInfo(zone)).date() for each in first]


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_nobody_is_missed_and_nobody_told_twice(row, pair):
    family, tutor, leads = pair
    rows = list(lessons(row, family, tutor, leads))
    for side, zone in (("family", family), ("tutor", tutor)):
        person = Person(row.tutor_id, "Somebody Else", None, zone, True)
        told = {}
        for day in DAYS[:365]:
            now = datetime.combine(day, time(12), UTC)
            coming = (each for each in rows if now < each.start < now + timedelta(days=14))
            message = next(filter(None, (clock_message(each, side, person, "", now) for each in coming)), None)
            if message is not None:
                told.setdefault(message.version, (day, message.words))

        expected = [first for first in by_brute_force(rows, zone) if first < date(2027, 1, 1)]

        assert len(told) == len(expected), (side, told.keys(), expected)
        for (seen, words), first in zip(told.values(), expected, strict=True):
            assert words["change"].startswith(f"From {first:%a} {first.day} {first:%b} the lesson is at ")
            assert timedelta(0) <= first - seen <= timedelta(days=11)
            others = by_brute_force(rows, tutor if side == "family" else family)
            moves = any(abs(each - first) <= timedelta(days=1) for each in others)
            assert ("changes, too" if moves else "stays") in words["other"]
