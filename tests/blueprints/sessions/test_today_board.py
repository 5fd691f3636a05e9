"""What the board of today counts and shows, against every session that there is."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from corved import clock
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.queries.sessions.today_board import GROUPS, TodayBoard, today_board
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import JUST_MARKED, NEXT_HOURS
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given

EVERY = text("select * from session_facts order by start, id")
ZONE = "Asia/Karachi"
SIZE = 3


@pytest.fixture
def academy(world):
    """Six courses of three tutors, in the middle of their month."""
    people = [
        (world.student_learner, world.tutor, "Math", "08:00"),
        (world.zara, world.other_tutor, "Math", "08:00"),
        (world.yusuf, world.owner, "Math", "08:00"),
        (world.stranger_learner, world.tutor, "Physics", "17:00"),
        (world.zara, world.other_tutor, "Physics", "17:00"),
        (world.yusuf, world.owner, "Physics", "17:00"),
    ]
    return [
        given.a_running_course(
            learner=learner, tutor=tutor, subject=subject, pattern=given.a_schedule((1, 2, 3, 4), at), tier=12
        )
        for learner, tutor, subject, at in people
    ]


def loaded(first: int) -> TodayBoard:
    return today_board(now=clock.now(), zone=ZONE, wanted=dict.fromkeys(GROUPS, (first, SIZE)))


def truth(moved: set[object]) -> dict[str, list[SessionRow]]:
    """Every group, from every session, by the words of a session itself."""
    now, rows = clock.now(), session_rows(EVERY, {})

    def is_to_place(row: SessionRow) -> bool:
        return row.is_owed or (row.settled_as == "carried" and row.made_up_at is None)

    unmarked = [row for row in rows if row.is_unmarked(now)]
    return {
        "unmarked": unmarked,
        "needs-new-time": sorted(filter(is_to_place, rows), key=lambda row: (row.updated_at, row.id)),
        "now": [row for row in rows if row.is_on(now)],
        "next": [row for row in rows if row.is_to_come and now < row.start < now + NEXT_HOURS],
        "moved": [row for row in rows if row.id in moved and not row.needs_new_time],
        "marked": [row for row in rows if row.marked_at and row.marked_at > now - JUST_MARKED and not is_to_place(row)],
    }


def test_every_group_counts_all_and_its_pages_show_all(world, academy):
    """Each group is loaded three rows at a time. All pages together are the group, and its total counts all of it."""
    first = given.sessions_of(academy[0])
    with given.after(first[5].scheduled_start_utc, 20):
        held = [
            each for course in academy for each in given.sessions_of(course) if each.scheduled_end_utc < clock.now()
        ]
        for number, each in enumerate(held):
            if number % 3:
                status = ("done", "no_show_student", "no_show_tutor", "rescheduled")[number % 4]
                mark_session(session_id=each.id, status=status)
        moved = {given.sessions_of(course)[9].id for course in academy[:5]}
        for course in academy[:5]:
            each = given.sessions_of(course)[9]
            later = each.local_start + timedelta(hours=2)
            move_session(session_id=each.id, local_start=later, timezone=each.timezone)

        expected = truth(moved)
        assert all(len(rows) > SIZE for name, rows in expected.items() if name != "now")
        assert expected["now"]
        for name, rows in expected.items():
            shown: list[object] = []
            while len(shown) < len(rows):
                part = loaded(len(shown)).parts[name]
                assert part.total == len(rows), name
                assert 0 < len(part.rows) <= SIZE
                shown += [row.id for row in part.rows]
            assert shown == [row.id for row in rows], name
            assert loaded(len(shown)).parts[name] == ((), len(rows))


def test_the_day_is_the_readers(world, academy):
    with clock.at(given.sessions_of(academy[0])[5].scheduled_start_utc):
        board = loaded(0)
        today = local_date(clock.now(), ZONE)
        rows = [row for row in session_rows(EVERY, {}) if local_date(row.start, ZONE) == today]
        assert board.today == len(rows) == len(board.days)
        assert today > date(2026, 3, 2)


def test_a_day_with_too_many_sessions_to_draw_is_counted_all_the_same(world, academy, monkeypatch):
    monkeypatch.setattr("corved.queries.sessions.today_board.MOST_SPOTS", 2)
    with clock.at(given.sessions_of(academy[0])[5].scheduled_start_utc):
        board = loaded(0)
        assert board.today > 2
        assert board.days == ()
