"""The one table of transitions, held against the database, the use cases, the buttons and the documentation."""

from datetime import timedelta

import pytest

from corved import clock
from corved.config import PROJECT
from corved.problems import Changed, Problem, Refusal
from corved.scheduling.statuses import STATUSES
from corved.scheduling.time_limits import JOIN_RECORD_LEAD, TUTOR_UNDO_WINDOW, in_hours
from corved.scheduling.transitions import (
    ADMIN,
    MARK,
    MOVABLE,
    STATUS_OF,
    TRANSITIONS,
    TUTOR,
    UNDO_WINDOWS,
    State,
    When,
    mark,
    marked_state,
    may_undo,
    state_of,
)
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.tutor_mark_session import tutor_mark_session
from corved.use_cases.sessions.tutor_undo_mark import tutor_undo_mark
from corved.use_cases.sessions.undo_mark import undo_mark
from tests import given
from tests.blueprints.sessions.test_sessions import url

MOMENTS = {"before": -1, "at the start": 0, "after": 30, "after the end": 61}


@pytest.fixture
def lesson(world):
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]


def put(superuser, lesson, state):
    superuser.execute(
        "update sessions set status = %s, needs_new_time = %s, tutor_notes = null, marked_at = null where id = %s",
        (STATUS_OF[state], state == State.NEEDS_NEW_TIME, lesson.id),
    )


def test_states_and_statuses_are_the_same_thing():
    assert {STATUS_OF[each] for each in State} == set(STATUSES)
    for state, status in STATUS_OF.items():
        assert state_of(status, state == State.NEEDS_NEW_TIME) == state
    assert {marked_state(status) for status in STATUSES} == set(State) - {State.MOVED}


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("who", ["tutor", "admin", "other_tutor", "student"])
def test_every_state_every_mark_everybody_every_moment(world, lesson, superuser, who, moment):
    """6 states x 5 marks for each of 4 people and 4 moments: what the table says happens, and nothing else."""
    now = lesson.scheduled_start_utc + timedelta(minutes=MOMENTS[moment])
    wrong = []
    for state in State:
        for status in STATUSES:
            put(superuser, lesson, state)
            expected = mark(who, state, status, lesson.scheduled_start_utc, now) is not None
            with given.after(now):
                changed = attempt(world, lesson, who, status)
            after = given.session_now(lesson.id)
            became = state_of(after.status, after.needs_new_time)
            if changed != expected or became != (marked_state(status) if expected else state):
                wrong.append((state, status, changed, became))
    assert wrong == []


def attempt(world, lesson, who, status):
    try:
        if who == "admin":
            return mark_session(session_id=lesson.id, status=status)
        with given.speaking_for("app_tutor", getattr(world, who)):
            return tutor_mark_session(session_id=lesson.id, status=status)
    except Refusal:
        return False


def test_the_same_mark_again_changes_nothing_whoever_makes_it(world, lesson, superuser):
    with given.after(lesson.scheduled_end_utc):
        for status in STATUSES:
            mark_session(session_id=lesson.id, status=status)
            assert not mark_session(session_id=lesson.id, status=status)
            if status != "scheduled":
                assert not attempt(world, lesson, "tutor", status)


def test_what_can_move_is_what_the_table_says(world, lesson, superuser):
    assert set(State) > MOVABLE
    for state in State:
        put(superuser, lesson, state)
        try:
            moved = move_session(
                session_id=lesson.id,
                local_start=lesson.local_start + timedelta(days=3, hours=1),
                timezone=lesson.timezone,
                reason="x",
            )
        except Problem:
            moved = False
        assert moved == (state in MOVABLE), state
        superuser.execute(
            "update sessions set scheduled_start_utc = %s, scheduled_end_utc = %s, original_start_utc = null, "
            "local_start = %s where id = %s",
            (lesson.scheduled_start_utc, lesson.scheduled_end_utc, lesson.local_start, lesson.id),
        )


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_buttons_are_those_that_work(client, world, lesson, superuser, moment):
    """The page shows a button for every mark the table allows, and no other button."""
    now = lesson.scheduled_start_utc + timedelta(minutes=MOMENTS[moment])
    for who, page in (("tutor", "/tutor"), ("admin", url(lesson))):
        client.sign_in_as(getattr(world, who))
        for state in State:
            put(superuser, lesson, state)
            with given.after(now):
                client.get(page)
            buttons = client.page.soup.select('button[name="status"]')
            row = client.page.soup.select_one(f'[id="session-{lesson.id}"]')
            shown = {each["value"] for each in buttons if row is not None and row in each.parents}
            works = {status for status in STATUSES if mark(who, state, status, lesson.scheduled_start_utc, now)}
            assert shown == works, (who, state)


def test_undo_restores_status_note_and_time_exactly(world, lesson, superuser):
    columns = "status, needs_new_time, tutor_notes, scheduled_start_utc, local_start, marked_at, marked_by_user_id"

    def row():
        return superuser.execute(f"select {columns} from sessions where id = %s", (lesson.id,)).fetchone()

    for state in (State.SCHEDULED, State.MOVED):
        put(superuser, lesson, state)
        before = row()
        with given.after(lesson.scheduled_end_utc):
            for status in ("done", "no_show_student", "no_show_tutor", "rescheduled"):
                with given.speaking_for("app_tutor", world.tutor):
                    tutor_mark_session(session_id=lesson.id, status=status, notes="A note")
                    tutor_undo_mark(session_id=lesson.id)
                assert row() == before
                mark_session(session_id=lesson.id, status=status, notes="Another")
                undo_mark(session_id=lesson.id)
                assert row() == before


def test_a_tutors_stale_page_overwrites_nothing_and_says_who_and_what(world, lesson):
    seen = lesson.version
    move_session(
        session_id=lesson.id,
        local_start=lesson.local_start + timedelta(days=1),
        timezone=lesson.timezone,
        reason="The family asked",
    )

    with (
        given.speaking_for("app_tutor", world.tutor),
        pytest.raises(Changed, match="Amna Rizvi changed this session in the meantime: it is “moved” now"),
    ):
        tutor_mark_session(session_id=lesson.id, status="rescheduled", seen=seen)

    assert not given.session_now(lesson.id).needs_new_time


def test_a_note_from_another_device_does_not_make_a_page_stale(world, lesson):
    with given.after(lesson.scheduled_end_utc), given.speaking_for("app_tutor", world.tutor):
        tutor_mark_session(session_id=lesson.id, status=None, notes="From the phone")
        assert tutor_mark_session(session_id=lesson.id, status="done", seen=lesson.version)
    assert given.session_now(lesson.id).tutor_notes == "From the phone"


def as_documented() -> str:
    """The table of docs/statuses.md."""
    lines = ["| who | does | from | to | when | needs | uses up a session |", "|---|---|---|---|---|---|---|"]
    for each in TRANSITIONS:
        before = ", ".join(state for state in State if state in each.before)
        cells = (each.by, each.how, before, each.after, each.when, each.needs, "yes" if each.consumes else "no")
        lines.append("| " + " | ".join(cells) + " |")
    for by, window in UNDO_WINDOWS.items():
        whose, when = ("their own mark", f"for {in_hours(window)}") if window else ("a mark", When.ANY_TIME)
        lines.append(f"| {by} | undo | {whose} | exactly what was before | {when} | its time is free | as before |")
    return "\n".join(lines)


def test_the_limits_of_the_database_are_those_of_the_table(superuser):
    limits = superuser.execute("select app.tutor_undo_window(), app.join_record_lead()").fetchone()
    assert limits == (TUTOR_UNDO_WINDOW, JOIN_RECORD_LEAD)


@pytest.mark.parametrize("since", [timedelta(), TUTOR_UNDO_WINDOW, TUTOR_UNDO_WINDOW + timedelta(seconds=1)])
@pytest.mark.parametrize("who_marked", ["tutor", "admin"])
def test_undo_is_where_the_table_says_on_the_page_and_in_the_database(client, world, lesson, who_marked, since):
    marked_at = lesson.scheduled_end_utc
    person = getattr(world, who_marked)
    with given.after(marked_at):
        if who_marked == "tutor":
            with given.speaking_for("app_tutor", world.tutor):
                tutor_mark_session(session_id=lesson.id, status="done")
        else:
            mark_session(session_id=lesson.id, status="done")
    marked_at = given.session_now(lesson.id).marked_at
    now = marked_at + since
    allowed = may_undo(TUTOR, marked_at, now, is_own=who_marked == "tutor")
    assert may_undo(ADMIN, marked_at, now, is_own=False)
    assert allowed == (person == world.tutor and since <= TUTOR_UNDO_WINDOW)

    with clock.at(now):
        client.sign_in_as(world.tutor).get(f"/tutor/sessions/{lesson.id}")
        assert bool(client.page.soup.select('form[action$="/undo"]')) == allowed
        with given.speaking_for("app_tutor", world.tutor):
            try:
                undone = tutor_undo_mark(session_id=lesson.id)
            except Problem:
                undone = False
    assert undone == allowed


def test_the_documentation_is_the_table():
    assert as_documented() in (PROJECT / "docs/statuses.md").read_text()


def test_nobody_marks_done_before_the_start_and_a_mark_never_makes_moved():
    assert all(each.when == When.FROM_START for each in TRANSITIONS if each.after == State.DONE)
    assert not any(each.after == State.MOVED for each in TRANSITIONS if each.how == MARK)
    assert {each.by for each in TRANSITIONS} == {TUTOR, ADMIN}
