"""Exactly those whose local hour changes are told, once, in the week before.

A year of nine pairs of zones is compared with a list made by brute force.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from corved.messages.clock_messages import clock_messages
from corved.messages.message import Knowledge, Person, Told
from corved.messages.session_rules import SIDES, KnownSession
from corved.queries.sessions.session_page import session_for_admin
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


def told_in_a_year(rows, people):
    """(side, day of the change) → every message about it, with the day it was there first; each is sent at once."""
    messages, told = {}, {}
    for day in DAYS[:365]:
        now = datetime.combine(day, time(12), UTC)
        coming = [each for each in rows if now < each.start < now + timedelta(days=14)]
        lessons = [
            KnownSession(
                each, now, people, frozenset(), frozenset(), Knowledge(told), dict.fromkeys(SIDES, rows[0].start), now
            )
            for each in coming
        ]
        for message in clock_messages(lessons, "", now):
            side = message.situation.removeprefix("clock_change_")
            messages.setdefault((side, message.version), (day, message.words["changes"]))
            told |= {(fact, message.person.id): Told(said, now) for fact, said in message.told.items()}
    return messages


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_nobody_is_missed_and_nobody_told_twice(row, pair):
    family, tutor, leads = pair
    rows = list(lessons(row, family, tutor, leads))
    zones = dict(zip(SIDES, (family, tutor), strict=True))
    people = {side: Person(uuid4(), "Somebody Else", None, zone, True) for side, zone in zones.items()}

    told = told_in_a_year(rows, people)

    assert bool(told) == any(by_brute_force(rows, zone) for zone in zones.values())
    for side, zone in zones.items():
        expected = [first for first in by_brute_force(rows, zone) if first < date(2027, 1, 1)]
        mine = [seen for (whose, _version), seen in told.items() if whose == side]
        assert len(mine) == len(expected), (side, told.keys(), expected)
        for (seen, words), first in zip(mine, expected, strict=True):
            assert f": from {first:%A} {first.day} {first:%B} at " in words
            assert timedelta(0) <= first - seen <= timedelta(days=11)
            others = by_brute_force(rows, tutor if side == "family" else family)
            moves = any(abs(each - first) <= timedelta(days=1) for each in others)
            assert ("also changes" if moves else "No change for") in words


def test_a_tutor_of_many_gets_one_message_and_of_a_later_match_another(row):
    """London changes on 29 March; Karachi leads, so every London family's hour moves, and the tutor's does not."""
    tutor = Person(uuid4(), "Bilal Ahmed", None, "Europe/London", True)
    family = Person(uuid4(), "Nadia Khan", None, "Asia/Karachi", True)
    people = {"family": family, "tutor": tutor}
    now = datetime(2026, 3, 24, 12, tzinfo=UTC)
    matches = [uuid4() for _ in range(3)]

    def due(found, told, began=now - timedelta(days=30), tutor_began=None):
        coming = [each for each in lessons(row, "Asia/Karachi", "Europe/London", "Asia/Karachi") if each.start > now]
        rows = [replace(each, match_id=match, learner=name) for each in coming[:6] for match, name in found]
        ours = [
            KnownSession(
                each,
                now,
                people,
                frozenset(),
                frozenset(),
                Knowledge(told),
                {"family": began, "tutor": tutor_began or began},
                now,
            )
            for each in rows
        ]
        return list(clock_messages(ours, "", now))

    first = list(zip(matches[:2], ("Zara Khan", "Ali Raza"), strict=True))
    [message] = due(first, {})
    assert message.person is tutor
    assert message.words["clocks"] == "In London the clocks go forward one hour on Sunday 29 March."
    assert [line.split(",")[0] for line in message.words["changes"].splitlines()] == ["Zara Khan", "Ali Raza"]

    told = {(fact, tutor.id): Told(said, now) for fact, said in message.told.items()}
    assert due(first, told) == []
    [again] = due([*first, (matches[2], "Sana Mir")], told)
    assert again.words["changes"].startswith("Sana Mir, Math: from Monday 30 March at ")
    assert "Zara" not in again.words["changes"]
    assert again.key != message.key
    assert due(first, {}, began=datetime(2026, 3, 30, 12, tzinfo=UTC)) == []  # its hour was never another
    # The family knew another hour, a tutor who came after the change never did (situation 26).
    assert due(first, {}, tutor_began=datetime(2026, 3, 30, 12, tzinfo=UTC)) == []


def test_most_pairs_have_somebody_to_tell(row):
    moved = [pair for pair in PAIRS if any(by_brute_force(list(lessons(row, *pair)), zone) for zone in pair[:2])]

    assert len(moved) == len(PAIRS) - 2, "Karachi and Dubai never change, Berlin and London change together"
