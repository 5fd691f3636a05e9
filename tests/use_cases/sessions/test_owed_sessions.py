"""What is owed: its origin, its make-up, what is decided of it, and that the account says so."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from corved.database.session import db, transaction
from corved.models import Session
from corved.problems import Changed, Clash, Problem
from corved.queries.matches.courses import courses
from corved.queries.matches.match_page import match_page
from corved.queries.sessions.session_page import session_for_admin
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.months.generate import AlreadyGenerated
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.sessions.add_session import NewSession, add_session
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_errors import ReasonNeeded
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from corved.use_cases.sessions.tutor_mark_session import tutor_mark_session
from corved.use_cases.sessions.tutor_undo_mark import tutor_undo_mark
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_settlement import undo_settlement
from corved.web.owed_labels import fate
from tests import given
from tests.conftest import NOW
from tests.month_board import board, to_create

LONDON = "Europe/London"
FRIDAY = NewSession(datetime(2026, 3, 20, 17, 0), LONDON)


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


@pytest.fixture
def missed(world, course):
    """The first session, missed by its tutor."""
    first = given.sessions_of(course)[0]
    with given.speaking_for("app_tutor", world.tutor), given.after(first.scheduled_end_utc):
        tutor_mark_session(session_id=first.id, status="no_show_tutor")
    return first


def account(course, package=None):
    page = match_page(course.match)
    found = next(each for each in page.packages if each.id == (package or course.package)).account
    db.rollback()
    return found


def make_up(course, owed, new=FRIDAY, **more):
    return add_session(match_id=course.match, package_id=course.package, new=replace(new, makes_up_id=owed.id), **more)


def next_month(course):
    return sell_package(request_id=course.request, terms=Terms(8, date(2026, 4, 2)))


def test_a_tutors_absence_is_owed_until_a_session_is_added_in_its_place(course, missed):
    assert (account(course).owed, account(course).planned) == (1, 8)

    added = make_up(course, missed)

    now = account(course)
    assert (now.owed, now.to_come, now.made_up, now.planned, now.entitled) == (0, 8, 1, 8, 8)
    assert given.session_now(missed.id).settled_as == "made_up"
    assert session_for_admin(missed.id).made_up_at == given.session_now(added).scheduled_start_utc


def test_it_is_made_up_once(course, missed):
    make_up(course, missed)

    with pytest.raises(Problem, match="That make-up is no longer due"):
        make_up(course, missed, replace(FRIDAY, local_start=datetime(2026, 3, 21, 17, 0)))


def test_what_has_a_make_up_cannot_become_held(world, course, missed):
    make_up(course, missed)

    for status in ("done", "scheduled", "no_show_student"):
        with (
            given.after(missed.scheduled_end_utc),
            pytest.raises(Problem, match="has a planned make-up or is resolved"),
        ):
            mark_session(session_id=missed.id, status=status)
    with pytest.raises(Problem, match="has a planned make-up or is resolved"):
        undo_mark(session_id=missed.id)
    with pytest.raises(Problem, match="has a planned make-up or is resolved"):
        move_session(
            session_id=missed.id, local_start=datetime(2026, 3, 27, 17, 0), timezone=LONDON, reason="It was missed."
        )
    with (
        given.speaking_for("app_tutor", world.tutor),
        given.after(missed.scheduled_end_utc, 60),
        pytest.raises(Problem, match="agreed on a make-up"),
    ):
        tutor_undo_mark(session_id=missed.id)
    assert given.session_now(missed.id).status == "no_show_tutor"


def test_removing_the_make_up_owes_the_session_again(course, missed):
    added = make_up(course, missed)

    remove_session(session_id=added)

    assert account(course).owed == 1
    assert given.session_now(missed.id).settled_as is None
    with given.after(missed.scheduled_end_utc):
        assert undo_mark(session_id=missed.id)


def test_a_make_up_that_the_tutor_misses_is_owed_itself(course, missed):
    added = make_up(course, missed)
    with given.after(given.session_now(added).scheduled_end_utc):
        mark_session(session_id=added, status="no_show_tutor")

    now = account(course)
    assert (now.owed, now.made_up, now.planned) == (1, 1, 8)


def test_nothing_is_added_that_is_neither_owed_nor_lacking(course, missed):
    with pytest.raises(Problem, match="All 8 sessions of this month are planned"):
        add_session(match_id=course.match, package_id=course.package, new=FRIDAY)
    second = given.sessions_of(course)[1]
    with pytest.raises(Problem, match="no longer due"):
        make_up(course, second)


def test_one_that_was_removed_can_be_added_again(course):
    last = given.sessions_of(course)[-1]
    remove_session(session_id=last.id)
    now = account(course)
    assert (now.entitled, now.lacking, now.planned, now.removed) == (7, 0, 7, 1)

    add_session(match_id=course.match, package_id=course.package, new=FRIDAY)

    assert (account(course).removed, account(course).planned) == (0, 8)


def test_only_an_untouched_session_to_come_is_removed(course, missed):
    with pytest.raises(Problem, match="neither marked nor moved"):
        remove_session(session_id=missed.id)
    second = given.sessions_of(course)[1]
    with given.after(second.scheduled_start_utc, 1), pytest.raises(Problem, match="neither marked nor moved"):
        remove_session(session_id=second.id)
    with pytest.raises(Changed):
        remove_session(session_id=second.id, seen="done@1")


def test_an_added_session_is_refused_where_somebody_is_taken_and_in_the_past(course, missed):
    second = given.sessions_of(course)[1]
    with pytest.raises(Clash, match="Ayaan Sheikh"):
        make_up(course, missed, replace(FRIDAY, local_start=second.local_start))
    with pytest.raises(Problem, match="in the past"):
        make_up(course, missed, replace(FRIDAY, local_start=datetime(2026, 2, 27, 17, 0)))


def test_a_make_up_of_the_tutors_absence_needs_no_reason_on_whatever_day(course, missed, superuser):
    added = make_up(course, missed, replace(FRIDAY, local_start=datetime(2026, 4, 10, 17, 0)))
    query = "select details -> 'exceptions' from audit_logs where session_id = %s and action = 'session.added'"
    assert superuser.execute(query, (added,)).fetchone() == ([],)


def test_outside_the_package_an_added_session_needs_a_reason(course, superuser):
    late = replace(FRIDAY, local_start=datetime(2026, 4, 10, 17, 0))
    second = given.sessions_of(course)[1]
    mark_session(session_id=second.id, status="rescheduled")
    with pytest.raises(ReasonNeeded, match="outside the month"):
        make_up(course, second, late)

    added = make_up(course, second, late, reason="Easter")

    row = superuser.execute("select reason, details -> 'exceptions' from audit_logs where session_id = %s", (added,))
    assert row.fetchone() == ("Easter", ["outside the days of the month"])


def test_a_change_of_schedule_and_a_withdrawal_leave_make_ups_alone(course, missed):
    added = make_up(course, missed)
    pattern = given.a_schedule(days=(2, 4))

    change_schedule(match_id=course.match, since=date(2026, 3, 9), pattern=pattern)
    assert given.session_now(added).local_start == FRIDAY.local_start
    assert (account(course).planned, account(course).lacking) == (8, 0)

    withdraw_sessions(match_id=course.match, package_id=course.package)
    assert given.session_now(added).status == "scheduled"
    assert (account(course).planned, account(course).lacking) == (1, 7)
    generate_sessions(
        match_id=course.match, package_id=course.package, draft=given.a_draft(given.a_schedule((1, 3, 5)))
    )
    assert (account(course).planned, account(course).lacking) == (8, 0)


def test_a_promise_leaves_it_owed(course, missed):
    settle_owed_session(session_id=missed.id, decision=Decision("make_up_by", by=date(2026, 4, 30)))

    assert (account(course).owed, given.session_now(missed.id).make_up_by) == (1, date(2026, 4, 30))
    with pytest.raises(Problem, match="today or a later day"):
        settle_owed_session(session_id=missed.id, decision=Decision("make_up_by", by=date(2026, 3, 1)))


def test_carried_it_is_owed_by_the_next_package_until_its_make_up_there(course, missed):
    package = next_month(course)
    settle_owed_session(session_id=missed.id, decision=Decision("carried", into=package))
    first = account(course)
    assert (first.owed, first.carried, first.entitled, first.planned) == (0, 1, 7, 7)
    assert (account(course, package).owed, account(course, package).entitled) == (1, 9)

    with pytest.raises(Problem, match="not paid"):
        make_up(replace(course, package=package), missed, NewSession(datetime(2026, 4, 3, 17, 0), LONDON))
    given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))
    make_up(replace(course, package=package), missed, NewSession(datetime(2026, 4, 3, 17, 0), LONDON))

    then = account(course, package)
    assert (then.owed, then.to_come, then.carried_in, then.lacking) == (0, 1, 1, 8)
    with pytest.raises(Problem, match="Its make-up is planned"):
        undo_settlement(session_id=missed.id)
    generate_sessions(
        match_id=course.match, package_id=package, draft=given.a_draft(window=given.one_month(date(2026, 4, 2)))
    )
    then = account(course, package)
    assert (then.planned, then.entitled, then.lacking) == (9, 9, 0)


def test_it_is_carried_into_a_later_package_of_the_same_request_only(world, course, missed):
    other = given.a_running_course(learner=world.zara, tutor=world.other_tutor)
    for package in (course.package, other.package, None):
        with pytest.raises(Problem, match="Choose a later month"):
            settle_owed_session(session_id=missed.id, decision=Decision("carried", into=package))


def test_written_off_it_is_owed_no_more_and_says_why(course, missed, superuser):
    with pytest.raises(Problem, match="Enter"):
        settle_owed_session(session_id=missed.id, decision=Decision("written_off", why="  "))

    settle_owed_session(session_id=missed.id, decision=Decision("written_off", why="The family asked for it."))

    now = account(course)
    assert (now.owed, now.written_off, now.planned, now.entitled) == (0, 1, 7, 7)
    query = "select action, reason from audit_logs where session_id = %s order by id desc limit 1"
    assert superuser.execute(query, (missed.id,)).fetchone() == ("session.decided", "The family asked for it.")
    with pytest.raises(Problem, match="No make-up is due for this session, or it is resolved already"):
        settle_owed_session(session_id=missed.id, decision=Decision("written_off", why="Again."))


def test_a_decision_is_undone(course, missed):
    settle_owed_session(session_id=missed.id, decision=Decision("written_off", why="By mistake."))

    assert undo_settlement(session_id=missed.id)
    assert not undo_settlement(session_id=missed.id)

    assert account(course).owed == 1


def test_only_what_is_owed_is_decided(course):
    second = given.sessions_of(course)[1]
    with pytest.raises(Problem, match="No make-up is due"):
        settle_owed_session(session_id=second.id, decision=Decision("written_off", why="No."))


def test_what_is_owed_names_its_origin(world, course, missed):
    second, third, fourth, *_others = given.sessions_of(course)[1:]
    with given.speaking_for("app_tutor", world.tutor):
        tutor_mark_session(session_id=second.id, status="rescheduled")
    mark_session(session_id=third.id, status="rescheduled")
    holiday = Closed("Spring break", fourth.local_start.date(), fourth.local_start.date(), LONDON)
    add_closure(closed=holiday, chosen={fourth.id: ""})

    with given.speaking_for("app_student", world.student):
        found = [session_for_admin(each.id).origin for each in (missed, second, third, fourth)]

    assert found == [
        "the tutor was absent",
        "the tutor asked for a new time",
        "the academy has to move the session",
        "closed for Spring break",
    ]


def test_a_tutors_leave_is_named_without_its_reason_and_only_to_those_it_concerns(world, course):
    first = given.sessions_of(course)[1]
    day = first.local_start.date()
    leave = add_closure(closed=Closed("Surgery", day, day, LONDON, True), tutor_id=world.tutor, chosen={first.id: ""})

    with given.speaking_for("app_student", world.student):
        assert session_for_admin(first.id).origin == "the tutor is on leave"
    with given.speaking_for("app_student", world.parent):
        assert db.scalar(select(func.app.taken_by(first.id))) is None
    assert leave.id


def test_what_is_made_up_is_not_put_back_when_its_closure_goes(world, course):
    first = given.sessions_of(course)[1]
    day = first.local_start.date()
    closing = add_closure(closed=Closed("Break", day, day, LONDON), chosen={first.id: ""})
    make_up(course, first)

    opened = remove_closure(closure_id=closing.id)

    assert (opened.put_back, opened.stayed) == (0, 1)
    assert (account(course).planned, account(course).made_up) == (8, 1)


def test_the_database_refuses_a_make_up_of_what_is_not_owed_and_a_ninth_of_eight(world, course, missed):
    second = given.sessions_of(course)[1]
    added = make_up(course, missed)
    for change in (
        {"makes_up_id": second.id},
        {"makes_up_id": missed.id},
        {"makes_up_id": None},
    ):
        copy = given.session_now(added)
        values = {name: getattr(copy, name) for name in copy.__table__.c.keys() if name != "id"}  # noqa: SIM118
        free = {"status": "no_show_tutor"} if change["makes_up_id"] is None else {}
        with pytest.raises(DBAPIError), transaction():
            db.add(Session(**{**values, **change, **free, "settled_as": None}))


def test_a_promise_ends_with_the_time_that_was_agreed(course, missed):
    settle_owed_session(session_id=missed.id, decision=Decision("make_up_by", by=date(2026, 3, 4)))
    with given.after(datetime(2026, 3, 5, 12, tzinfo=missed.scheduled_start_utc.tzinfo)):
        row = session_for_admin(missed.id)
        assert fate(row, LONDON) == "Make-up due (the tutor was absent). It was to be made up by Wed 4 Mar."
        move_session(session_id=missed.id, local_start=datetime(2026, 3, 13, 17, 0), timezone=LONDON, reason="Later.")

    assert given.session_now(missed.id).make_up_by is None


def test_the_owed_sessions_own_history_tells_of_its_make_up(course, missed, superuser):
    remove_session(session_id=make_up(course, missed))

    query = "select action from audit_logs where session_id = %s order by id"
    actions = [row[0] for row in superuser.execute(query, (missed.id,))]
    assert actions == ["session.marked", "session.made_up", "session.owed_again"]


def test_a_removed_session_is_asked_for_nowhere(course):  # situation 19
    remove_session(session_id=given.sessions_of(course)[-1].id)

    assert courses(search="", stage="schedule", page=1, now=NOW, zone="UTC").page.lines == ()
    assert ([each.turn for each in board()], to_create()) == (["complete"], [])
    with pytest.raises(AlreadyGenerated):
        generate_sessions(match_id=course.match, package_id=course.package, draft=given.a_draft())


def test_a_decision_that_is_undone_makes_older_pages_stale(course, missed):
    settle_owed_session(session_id=missed.id, decision=Decision("written_off", why="By mistake."))
    before = given.session_now(missed.id).updated_at

    with given.after(given.clock.now(), 5):
        undo_settlement(session_id=missed.id)

    assert given.session_now(missed.id).updated_at > before
