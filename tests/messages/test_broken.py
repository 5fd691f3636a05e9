"""What a stranger broke: sequences in which somebody was told something false, twice, or nothing."""

from datetime import date, timedelta

import pytest

from corved import clock
from corved.messages.record_message import Act, record_message
from corved.queries.months.generation_run import to_do_of_run
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.people.set_active import set_active
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_move import undo_move
from corved.use_cases.sessions.undo_settlement import undo_settlement
from tests import given
from tests.messages.waiting import for_person, letters, send, waiting
from tests.month_board import generate_one


@pytest.fixture
def course(world):
    """Zara in London with Bilal in Karachi, Mondays and Wednesdays 17:00 London; both know everything."""
    course = given.a_running_course(learner=world.zara, tutor=world.other_tutor)
    send(*letters())
    return course


@pytest.fixture
def lessons(course):
    return given.sessions_of(course)


def later(**delta):
    return clock.at(clock.now() + timedelta(**delta))


def move(lesson, hours):
    at = lesson.local_start + timedelta(hours=hours)
    move_session(session_id=lesson.id, local_start=at, timezone=lesson.timezone, reason="agreed")


def drop(*found):
    for each in found:
        assert record_message(key=each.due.key, act=Act.DROPPED, body=each.kept_body, told=each.due.told)


def not_sent_after_all(*found):
    for each in found:
        assert record_message(key=each.due.key, act=Act.UNDONE)


def acts(course, tutor):
    return {
        "link": lambda: set_meet_link(match_id=course.match, meet_link=given.OTHER_MEET_LINK),
        "end": lambda: stop_match(match_id=course.match, status="ended"),
        "schedule": lambda: change_schedule(
            match_id=course.match, since=date(2026, 3, 9), pattern=given.a_schedule((2, 4), "18:00")
        ),
        "tutor": lambda: reassign_tutor(match_id=course.match, tutor_id=tutor, since=date(2026, 3, 9)),
    }


@pytest.mark.parametrize("act", ["link", "end", "schedule", "tutor"])
def test_what_was_not_sent_after_all_is_due_again(world, course, act):
    acts(course, world.tutor)[act]()
    with later(minutes=1):
        before = {each.due.key for each in letters()}
        assert before
        found = letters()
        send(*found)
        assert letters() == []
        not_sent_after_all(*found)
        assert {each.due.key for each in letters()} == before


def test_a_make_up_that_is_held_is_no_mistake_of_the_absence_before(lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="no_show_tutor")
        send(*letters())
        move(lesson, 24)
        send(*letters())
    with clock.at(lesson.scheduled_end_utc + timedelta(hours=24)):
        assert waiting(lesson.id) == {}
        mark_session(session_id=lesson.id, status="done")
        assert waiting(lesson.id) == {}


def test_a_students_absence_that_became_a_move_is_excused_at_once_and_by_its_own_day(lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="no_show_student")
        send(*letters())
        mark_session(session_id=lesson.id, status="rescheduled")
        move(lesson, 24)
        assert "Monday 2 March, 17:00 London" in waiting(lesson.id)["absence_corrected"].body


def test_a_lesson_that_takes_place_after_all_has_no_new_time(lessons):
    lesson = lessons[3]
    mark_session(session_id=lesson.id, status="rescheduled")
    send(*letters())
    undo_mark(session_id=lesson.id)
    found = waiting(lesson.id)
    assert set(found) == {"back_on_family", "back_on_tutor"}
    assert "is on again: Wednesday 11 March, 17:00 London, UTC+0" in found["back_on_family"].body
    send(*found.values())
    assert letters() == []


def test_a_month_that_is_created_again_as_it_was_tells_nobody(course, world):
    withdraw_sessions(match_id=course.match, package_id=course.package)
    with later(minutes=5):
        generate_sessions(match_id=course.match, package_id=course.package, draft=given.a_draft())
        assert letters() == []
        lesson = given.sessions_of(course)[2]
        move(lesson, 2)
        assert set(waiting(lesson.id)) == {"reschedule_confirmed_family", "reschedule_confirmed_tutor"}


def test_before_the_month_is_told_each_lesson_is_with_its_own_tutor_and_link(world):
    course = given.a_running_course(learner=world.zara, tutor=world.other_tutor)
    since = given.sessions_of(course)[3].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=since, meet_link=given.OTHER_MEET_LINK)

    family = for_person(world.parent)
    second = family["sessions_generated_family"].due.words["months"]
    assert len(family["match_confirmed_family"].due.words["dates"].splitlines()) == 3
    assert second.startswith("Zara, Math, O Levels, with Tariq Tutor: 5 sessions\n")
    assert second.endswith(given.OTHER_MEET_LINK)
    assert "with Bilal Ahmed" in family["match_confirmed_family"].body
    assert given.MEET_LINK in family["match_confirmed_family"].body
    assert "3 sessions" in for_person(world.other_tutor)["sessions_generated_tutor"].body
    send(*letters())
    assert letters() == []


def test_without_a_link_people_are_told_all_the_same(course, lessons):
    set_meet_link(match_id=course.match, meet_link=None)
    move(lessons[3], 2)
    assert "We will send you the Google Meet link." in waiting(lessons[3].id)["reschedule_confirmed_family"].body
    with clock.at(lessons[0].scheduled_start_utc - timedelta(minutes=30)):
        assert "We will send you the Google Meet link." in waiting(lessons[0].id)["reminder_tutor"].body


def test_a_new_tutor_and_the_family_get_the_link_that_is_set_later(world, course, lessons):
    reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=lessons[0].local_start.date())
    send(*letters())
    set_meet_link(match_id=course.match, meet_link=given.OTHER_MEET_LINK)
    found = waiting(course.match)
    assert set(found) == {"link_changed_family", "link_changed_tutor"}
    assert all("always with this link" in each.body and "before" not in each.body for each in found.values())


def test_a_reminder_tells_the_link_too(world, lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_start_utc - timedelta(minutes=50)):
        send(*waiting(lesson.id).values())
        set_meet_link(match_id=lesson.match_id, meet_link=given.OTHER_MEET_LINK)
        assert set(waiting(lesson.match_id)) == {"link_changed_family", "link_changed_tutor"}


def test_who_has_no_lesson_in_the_changed_week_is_told_of_the_clocks(world, superuser, cast_put_back):
    """Closed from 30 March to 5 April; New York's hour is another from 6 April on."""
    given.a_running_course(learner=world.student_learner, tutor=world.tutor, first=date(2026, 3, 16), tier=8)
    add_closure(closed=Closed("Holiday", date(2026, 3, 30), date(2026, 4, 5), "Europe/London"))
    send(*letters())
    with clock.at(given.datetime(2026, 4, 1, 12, tzinfo=clock.now().tzinfo)):
        changes = waiting(world.student)["clock_change_family"].due.words["changes"]
    assert "now at 12:00 instead of 13:00" in changes
    assert "Next session: Monday 6 April, 12:00 New York, UTC−4" in changes


def test_a_run_for_two_is_told_once_whatever_moves_afterwards(world):
    found = []
    for learner, hour in ((world.zara, "16:00"), (world.yusuf, "18:00")):
        course = given.a_running_course(learner=learner, tutor=world.tutor, pattern=given.a_schedule((1, 3), hour))
        package = given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))
        given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))
        found.append((course.match, package))
    send(*letters())
    run_id = start_generation_run(found)
    for seconds, (match_id, package_id, _undo) in enumerate(to_do_of_run(run_id, 50), start=60):
        with later(seconds=seconds):
            generate_one(match_id=match_id, package_id=package_id, run_id=run_id)
    with later(minutes=20):
        send(*letters())
        lesson = given.sessions_of_match(found[0][0])[-1]
        move(lesson, 1)
        assert {each.due.situation for each in letters()} == {
            "reschedule_confirmed_family",
            "reschedule_confirmed_tutor",
        }


def test_a_schedule_for_a_week_is_told_for_that_week(world, course):
    change_schedule(
        match_id=course.match,
        since=date(2026, 3, 9),
        until=date(2026, 3, 15),
        pattern=given.a_schedule((2, 4), "18:00"),
    )
    body = for_person(world.parent)["schedule_changed_family"].body
    assert "a new schedule from Monday 9 March until Sunday 15 March: Tuesdays and Thursdays, 18:00 London" in body
    assert body.count("London, UTC+0") == 2


def test_a_schedule_says_its_own_lessons_only(world, course):
    change_schedule(match_id=course.match, since=date(2026, 3, 16), pattern=given.a_schedule((2, 4), "18:00"))
    dates = for_person(world.parent)["schedule_changed_family"].due.words["dates"].splitlines()
    assert dates[0] == "Tuesday 17 March, 18:00 London, UTC+0"
    assert len(dates) == 4


def test_a_chain_of_tutors_tells_each_what_is_so(world, course, lessons):
    since = lessons[3].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=since)
    with later(minutes=15):
        reassign_tutor(match_id=course.match, tutor_id=world.owner, since=since)
        assert {name: each.due.person.full_name for name, each in waiting(course.match).items()} == {
            "tutor_changed_family": "Nadia Khan",
            "tutor_changed_tutor": "Omar Owner",
            "tutor_changed_former": "Bilal Ahmed",
        }
    with later(minutes=30):
        reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=since, meet_link=given.MEET_LINK)
        assert letters() == []


def test_what_is_not_needed_together_is_not_asked_for_one_by_one(course, lessons):
    closure = add_closure(closed=Closed("Holiday", date(2026, 3, 9), date(2026, 3, 12), "Europe/London")).id
    with later(minutes=11):
        drop(*waiting(closure).values())
        assert letters() == []
        move(lessons[2], 200)
        assert set(waiting(lessons[2].id)) == {"reschedule_confirmed_family", "reschedule_confirmed_tutor"}


def test_a_move_that_need_not_be_told_is_asked_for_when_it_is_made_again(lessons):
    lesson = lessons[3]
    move(lesson, 2)
    drop(*letters())
    assert letters() == []
    with later(minutes=1):
        undo_move(session_id=lesson.id)
        assert letters() == []
    with later(minutes=2):
        move(lesson, 2)
        assert set(waiting(lesson.id)) == {"reschedule_confirmed_family", "reschedule_confirmed_tutor"}


def test_many_moves_of_one_match_are_one_text_a_person(course, lessons):
    for lesson in lessons[2:7]:
        move(lesson, 1)
    found = waiting(course.match)
    assert set(found) == {"times_changed_family", "times_changed_tutor"}
    lines = found["times_changed_family"].due.words["times"].splitlines()
    assert len(lines) == 5
    assert lines[0] == "Monday 9 March, 17:00 London, UTC+0: now Monday 9 March, 18:00 London, UTC+0"
    send(*found.values())
    assert letters() == []


def test_a_promise_that_is_undone_is_said(lessons):
    lesson = lessons[2]
    mark_session(session_id=lesson.id, status="rescheduled")
    settle_owed_session(session_id=lesson.id, decision=Decision("make_up_by", by=date(2026, 3, 20)))
    send(*letters())
    undo_settlement(session_id=lesson.id)
    found = waiting(lesson.id)
    assert set(found) == {"reschedule_acknowledged_family"}
    assert [each.said for each in found["reschedule_acknowledged_family"].corrects] == ["2026-03-20"]


def test_a_leave_is_told_by_whose_it_is_and_not_by_what_it_is_called(world, lessons):
    day = lessons[3].local_start.date()
    leave = Closed("Bilal's surgery", day, day, "Asia/Karachi", is_leave=True)
    closure = add_closure(closed=leave, tutor_id=world.other_tutor).id
    bodies = {name: each.body for name, each in waiting(closure).items()}
    assert "no sessions during Bilal Ahmed's leave" in bodies["closure_family"]
    assert "no sessions during your leave" in bodies["closure_tutor"]
    assert "surgery" not in "".join(bodies.values())


def test_who_may_no_longer_sign_in_is_written_nothing(world, course, lessons, cast_put_back):
    move(lessons[3], 2)
    set_active(person_id=world.parent, is_active=False)
    assert {each.due.person.id for each in letters()} == {world.other_tutor}
