"""What people were told and is another by now: it is marked as outdated, and the correction is ready."""

from datetime import date, timedelta

import pytest

from corved import clock
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_move import undo_move
from corved.use_cases.timetable.repair_clocks import repair_clocks
from tests import given
from tests.messages.waiting import for_person, letters, send, waiting


@pytest.fixture
def course(world):
    """Both know every lesson and the link."""
    course = given.a_running_course(learner=world.zara, tutor=world.other_tutor)
    send(*letters())
    assert letters() == []
    return course


@pytest.fixture
def lessons(course):
    return given.sessions_of(course)


def move(lesson, hours):
    later = lesson.local_start + timedelta(hours=hours)
    move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone, reason="agreed")


def corrected(letter):
    return [each.said for each in letter.corrects]


def test_there_and_back_and_there_again_is_told_each_time(lessons):
    lesson = lessons[3]
    for minutes in (10, 30):
        with clock.at(clock.now() + timedelta(minutes=minutes)):
            move(lesson, 2)
            found = waiting(lesson.id)
            assert set(found) == {"reschedule_confirmed_family", "reschedule_confirmed_tutor"}
            assert corrected(found["reschedule_confirmed_family"]) == ["2026-03-11T17:00:00Z"]
            send(*found.values())
            assert waiting(lesson.id) == {}
        with clock.at(clock.now() + timedelta(minutes=minutes + 10)):
            undo_move(session_id=lesson.id)
            words = waiting(lesson.id)["reschedule_confirmed_tutor"].due.words
            assert words["was"].startswith("Thursday 12 March, 00:00 Karachi")
            assert words["when"].startswith("Wednesday 11 March, 22:00 Karachi")
            send(*waiting(lesson.id).values())
            assert letters() == []


def test_a_move_that_nobody_was_told_of_and_that_is_undone_tells_nobody(lessons):
    move(lessons[3], 2)
    undo_move(session_id=lessons[3].id)
    assert letters() == []


def test_a_reminder_that_was_sent_is_corrected_and_one_that_was_not_is_gone(lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_start_utc - timedelta(minutes=50)):
        send(waiting(lesson.id)["reminder_family"])
        move(lesson, 30)
        found = waiting(lesson.id)
        assert set(found) == {"reschedule_confirmed_family", "reschedule_confirmed_tutor"}
        assert corrected(found["reschedule_confirmed_family"]) == ["2026-03-02T17:00:00Z"]


def test_removed_lessons_are_off_for_those_who_know_of_them(course, lessons, world):
    remove_session(session_id=lessons[7].id)
    withdraw_sessions(match_id=course.match, package_id=course.package)
    found = waiting(course.match)
    assert set(found) == {"off_family", "off_tutor"}
    assert len(found["off_family"].due.words["times"].splitlines()) == 8
    assert found["off_tutor"].due.words["times"].startswith("Monday 2 March, 22:00 Karachi, UTC+5")
    assert len(found["off_family"].corrects) == 8
    send(*found.values())
    assert letters() == []


def test_nobody_is_told_of_a_lesson_that_is_off_who_never_knew_of_it(world):
    course = given.a_running_course(learner=world.zara, tutor=world.other_tutor)
    withdraw_sessions(match_id=course.match, package_id=course.package)
    assert letters() == []


def test_an_ended_match_takes_its_lessons_off(course, lessons):
    stop_match(match_id=course.match, status="ended")
    assert {"off_family", "off_tutor"} <= set(waiting(course.match))


def test_an_absence_that_was_told_and_undone_is_excused(lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="no_show_student")
        send(*waiting(lesson.id).values())
        assert waiting(lesson.id) == {}

        undo_mark(session_id=lesson.id)

        found = waiting(lesson.id)
        assert set(found) == {"absence_corrected"}
        assert corrected(found["absence_corrected"]) == ["no_show_student 2026-03-02T17:00:00Z"]
        send(*found.values())
        assert waiting(lesson.id) == {}
        assert letters() == [], "and the desk reads on"
        mark_session(session_id=lesson.id, status="no_show_tutor")
        assert set(waiting(lesson.id)) == {"tutor_absent"}


def test_the_make_up_of_a_tutors_absence_is_a_new_time_and_no_excuse(lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_end_utc):
        mark_session(session_id=lesson.id, status="no_show_tutor")
        send(*waiting(lesson.id).values())
        move(lesson, 24)
        assert set(waiting(lesson.id)) == {"reschedule_confirmed_family", "reschedule_confirmed_tutor"}


def test_another_schedule_is_one_message_with_the_dates_and_not_one_a_lesson(course, lessons, world):
    change_schedule(match_id=course.match, since=date(2026, 3, 9), pattern=given.a_schedule((2, 4), "18:00"))

    found = for_person(world.parent)
    assert set(found) == {"schedule_changed_family"}
    words = found["schedule_changed_family"].due.words
    assert words["schedule"] == "Tuesdays and Thursdays, 18:00 London"
    assert words["since"] == "Monday 9 March"
    assert words["dates"].splitlines()[0] == "Tuesday 10 March, 18:00 London, UTC+0"
    assert len(found["schedule_changed_family"].corrects) == 6
    send(*letters())
    assert letters() == []


def test_a_month_that_nobody_was_told_of_yet_says_the_new_schedule_by_itself(world):
    course = given.a_running_course(learner=world.zara, tutor=world.other_tutor)
    change_schedule(match_id=course.match, since=date(2026, 3, 9), pattern=given.a_schedule((2, 4), "18:00"))
    found = for_person(world.parent)
    assert set(found) == {"match_confirmed_family"}
    assert "Tuesday 10 March, 18:00" in found["match_confirmed_family"].body


def test_a_new_link_is_told_to_those_who_know_the_old_one(course, world):
    set_meet_link(match_id=course.match, meet_link=given.OTHER_MEET_LINK)
    found = waiting(course.match)
    assert set(found) == {"link_changed_family", "link_changed_tutor"}
    assert found["link_changed_family"].due.words["link"] == given.OTHER_MEET_LINK
    assert corrected(found["link_changed_family"]) == [given.MEET_LINK]
    send(*found.values())
    assert letters() == []
    set_meet_link(match_id=course.match, meet_link=given.MEET_LINK)
    assert set(waiting(course.match)) == {"link_changed_family", "link_changed_tutor"}


def test_a_closure_that_was_told_and_is_off_puts_the_lessons_back_in_words(world, lessons):
    day = lessons[3].local_start.date()
    closure = add_closure(closed=Closed("Holiday", day, day, "Europe/London")).id
    send(*waiting(closure).values())
    assert letters() == []

    remove_closure(closure_id=closure)

    found = waiting(closure)
    assert set(found) == {"closure_lifted_family", "closure_lifted_tutor"}
    assert found["closure_lifted_family"].due.words["times"] == ("Zara, Math: Wednesday 11 March, 17:00 London, UTC+0")
    assert {each.due.situation for each in letters()} == set(found)
    send(*found.values())
    assert letters() == []


def test_another_tutor_is_told_to_all_three_with_dates_and_link_and_nothing_else(course, lessons, world):
    since = lessons[3].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=since, meet_link=given.OTHER_MEET_LINK)

    found = waiting(course.match)
    assert {name: each.due.person.full_name for name, each in found.items()} == {
        "tutor_changed_family": "Nadia Khan",
        "tutor_changed_tutor": "Tariq Tutor",
        "tutor_changed_former": "Bilal Ahmed",
    }
    assert [each.due.situation for each in letters()] == [each.due.situation for each in found.values()]
    assert given.OTHER_MEET_LINK in found["tutor_changed_family"].body
    assert given.MEET_LINK not in " ".join(each.body for each in found.values())
    assert len(found["tutor_changed_tutor"].due.words["dates"].splitlines()) == 5
    assert len(found["tutor_changed_former"].corrects) == 5
    send(*found.values())
    assert letters() == []


def test_the_tutor_before_is_still_reminded_of_the_lessons_that_stay_with_the_old_link(course, lessons, world):
    since = lessons[1].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=since, meet_link=given.OTHER_MEET_LINK)
    send(*letters())
    for lesson, tutor, link in (
        (lessons[0], "Bilal Ahmed", given.MEET_LINK),
        (lessons[1], "Tariq Tutor", given.OTHER_MEET_LINK),
    ):
        with clock.at(lesson.scheduled_start_utc - timedelta(minutes=30)):
            found = waiting(lesson.id)
            assert found["reminder_tutor"].due.person.full_name == tutor
            assert link in found["reminder_tutor"].body
            assert link in found["reminder_family"].body


def test_who_lives_by_the_clock_that_leads_is_not_told_of_a_repair(course, lessons, superuser, world):
    """London leads, where the family lives: the tz database had its hour wrong, and so had what they were told."""
    changed = "update {} set {} = {} - interval '1 hour' where {} = %s"
    lesson = lessons[7]
    for column in ("scheduled_start_utc", "scheduled_end_utc"):
        superuser.execute(changed.format("sessions", column, column, "id"), (lesson.id,))
    superuser.execute("update told set said = '2026-03-25T16:00:00Z' where about = %s and what = 'start'", (lesson.id,))
    assert letters() == []

    [repaired] = list(repair_clocks())

    assert repaired.repaired == 1
    found = waiting(lesson.id)
    assert set(found) == {"reschedule_confirmed_tutor"}  # Bilal in Karachi; Zara's family lives in London
    assert found["reschedule_confirmed_tutor"].due.words["was"].startswith("Wednesday 25 March, 21:00 Karachi")
    assert found["reschedule_confirmed_tutor"].due.words["when"].startswith("Wednesday 25 March, 22:00 Karachi")
