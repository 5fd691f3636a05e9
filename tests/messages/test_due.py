"""What is due: the right text to the right person, in their own clock, and nothing that is no longer so."""

from datetime import date, datetime, timedelta

import pytest

from corved import clock
from corved.blueprints.admin.messages import message_acts, messages
from corved.messages.desk import is_reminder, message_desk
from corved.messages.due_messages import due_messages
from corved.messages.situations import SITUATIONS
from corved.use_cases.enrolment.decline_renewal import decline_renewal
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_move import undo_move
from tests import given
from tests.messages.waiting import letters, send, waiting


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


@pytest.fixture
def lessons(course):
    return given.sessions_of(course)


def move(lesson, hours, reason="agreed"):
    later = lesson.local_start + timedelta(hours=hours)
    move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone, reason=reason)


def test_a_new_match_is_confirmed_to_both_in_their_own_clock(course):
    found = waiting(course.match)
    assert set(found) == {"match_confirmed_family", "match_confirmed_tutor"}
    family = found["match_confirmed_family"].due
    assert family.person.full_name == "Ayaan Sheikh"
    assert family.words["schedule"] == "Mondays and Wednesdays, 12:00 New York"
    assert family.words["first"] == "Monday 2 March, 12:00 New York, UTC−5"
    assert found["match_confirmed_tutor"].due.words["first"] == "Monday 2 March, 17:00 London, UTC+0"


def test_a_month_is_told_with_every_date_until_somebody_says_that_it_is_sent(course, lessons):
    send(*letters())
    package = given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))
    given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))
    april = given.a_draft(window=given.one_month(date(2026, 4, 2)))
    given.generate_sessions(match_id=course.match, package_id=package, draft=april)
    found = waiting(package)
    month = found["sessions_generated_family"].due.words["months"].splitlines()
    assert month[0] == "Ayaan, Math, O Levels, with Tariq Tutor: 8 sessions"
    assert month[4] == "Wednesday 15 April, 12:00 New York, UTC−4"
    assert len(month) == 10
    with clock.at(clock.now() + timedelta(days=6)):
        assert "sessions_generated_family" in waiting(package)
        send(found["sessions_generated_family"])
        assert "sessions_generated_family" not in waiting(package)
        assert "sessions_generated_tutor" in waiting(package)


def test_at_enrolment_there_is_one_text_for_each_side(world, course):
    """Payment, schedule and every session in one."""
    found = [each.due for each in letters() if not each.due.situation.startswith("clock_change")]
    assert [each.situation for each in found] == ["match_confirmed_family", "match_confirmed_tutor"]
    body = waiting(course.match)["match_confirmed_family"].body
    assert "you learn Math, O Levels, with Tariq Tutor" in body, "to a student about themself"
    assert "Mondays and Wednesdays, 12:00 New York" in body
    assert body.count("New York, UTC−") == 8
    assert "We received 24,000 PKR, thank you." in body
    send(*letters())
    assert letters() == []


def test_a_reminder_is_there_three_hours_before_and_due_one_hour_before(lessons):
    start = lessons[0].scheduled_start_utc
    with clock.at(start - timedelta(hours=4)):
        assert "reminder_family" not in waiting(lessons[0].id)
    with clock.at(start - timedelta(hours=2)):
        found = waiting(lessons[0].id)
        assert found["reminder_family"].due.words["when"] == "Monday 2 March, 12:00 New York, UTC−5"
        assert found["reminder_tutor"].due.due_at == start - timedelta(hours=1)
    with clock.at(start + timedelta(minutes=1)):
        assert "reminder_family" not in waiting(lessons[0].id)


def test_the_other_sides_day_is_said_where_it_is_another(world):
    late = given.a_schedule((1, 3), "23:30", "Europe/London")
    course = given.a_running_course(learner=world.stranger_learner, tutor=world.tutor, pattern=late)
    first = given.sessions_of(course)[0]
    with clock.at(first.scheduled_start_utc - timedelta(hours=2)):
        words = waiting(first.id)["reminder_family"].due.words
    assert words["when"] == "Tuesday 3 March, 10:30 Sydney, UTC+11 (Monday 2 March for Tariq)"


def test_twelve_hours_for_who_reads_them(world, lessons, superuser, cast_put_back):
    superuser.execute("update users set hours_24 = false where id = %s", (world.student,))
    with clock.at(lessons[0].scheduled_start_utc - timedelta(hours=2)):
        found = waiting(lessons[0].id)
        assert found["reminder_family"].due.words["when"] == "Monday 2 March, 12:00 PM New York, UTC−5"
        assert found["reminder_tutor"].due.words["when"] == "Monday 2 March, 17:00 London, UTC+0"
        clocks = waiting(world.student)["clock_change_family"].due.words
        assert "at 1:00 PM instead of 12:00 PM" in clocks["changes"]


@pytest.mark.parametrize(
    ("status", "situation"), [("no_show_student", "student_absent"), ("no_show_tutor", "tutor_absent")]
)
def test_who_was_absent_is_told_only_when_somebody_was_and_no_longer_when_it_is_undone(lessons, status, situation):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_end_utc):
        assert situation not in waiting(lesson.id)
        mark_session(session_id=lesson.id, status=status)
        assert set(waiting(lesson.id)) == {situation}
        undo_mark(session_id=lesson.id)
        assert waiting(lesson.id) == {}
        mark_session(session_id=lesson.id, status="done")
        assert waiting(lesson.id) == {}


def test_who_missed_a_moved_lesson_is_told_too(lessons):
    lesson = lessons[0]
    move(lesson, 24)
    with clock.at(lesson.scheduled_end_utc + timedelta(days=1)):
        mark_session(session_id=lesson.id, status="no_show_student")
        assert set(waiting(lesson.id)) == {"student_absent"}


def test_a_move_is_acknowledged_then_confirmed_with_old_and_new(lessons):
    send(*letters())
    lesson = lessons[3]
    mark_session(session_id=lesson.id, status="rescheduled")
    assert set(waiting(lesson.id)) == {"reschedule_acknowledged_family", "reschedule_acknowledged_tutor"}

    move(lesson, 2)

    found = waiting(lesson.id)
    assert set(found) == {"reschedule_confirmed_family", "reschedule_confirmed_tutor"}
    assert found["reschedule_confirmed_tutor"].due.words["was"] == "Wednesday 11 March, 17:00 London, UTC+0"
    assert found["reschedule_confirmed_tutor"].due.words["when"] == "Wednesday 11 March, 19:00 London, UTC+0"
    undo_move(session_id=lesson.id)
    assert "reschedule_confirmed_family" not in waiting(lesson.id)


def test_a_move_waits_until_the_lesson_however_long_ago_it_was_agreed(lessons):
    send(*letters())
    last = lessons[-1]
    move(last, 2)
    with clock.at(last.scheduled_start_utc - timedelta(days=1)):
        assert "reschedule_confirmed_family" in waiting(last.id)
    with clock.at(last.scheduled_start_utc + timedelta(hours=3)):
        assert "reschedule_confirmed_family" not in waiting(last.id)


def test_a_tutor_who_asked_for_a_new_time_is_not_told_of_it(client, world, lessons):
    send(*letters())
    client.sign_in_as(world.tutor).get("/tutor")
    client.post(f"/tutor/sessions/{lessons[1].id}/mark", {"status": "rescheduled"}, status=303)
    client.sign_in_as(world.admin)
    assert set(waiting(lessons[1].id)) == {"reschedule_acknowledged_family"}


def test_a_tutor_is_asked_once_a_day_for_all_the_marks_that_are_missing(world, lessons):
    first, second = lessons[:2]
    with clock.at(first.scheduled_end_utc + timedelta(minutes=719)):
        assert "unmarked" not in waiting(world.tutor)
    with clock.at(second.scheduled_end_utc + timedelta(minutes=721)):
        [found] = waiting(world.tutor).values()
        assert found.due.words["times"].splitlines() == [
            "Ayaan Sheikh, Math: Monday 2 March, 17:00 London, UTC+0",
            "Ayaan Sheikh, Math: Wednesday 4 March, 17:00 London, UTC+0",
        ]
        assert found.due.due_at == first.scheduled_end_utc + timedelta(hours=12)
        send(found)
        assert waiting(world.tutor) == {}
        mark_session(session_id=first.id, status="done")
    with clock.at(second.scheduled_end_utc + timedelta(days=10)):
        lines = waiting(world.tutor)["unmarked"].due.words["times"].splitlines()
        assert "Ayaan Sheikh, Math: Wednesday 4 March, 17:00 London, UTC+0" in lines
        assert len(lines) == 3


def test_a_promised_day_is_told(lessons):
    send(*letters())
    lesson = lessons[2]
    mark_session(session_id=lesson.id, status="rescheduled")
    settle_owed_session(session_id=lesson.id, decision=Decision("make_up_by", by=date(2026, 3, 20)))
    assert set(waiting(lesson.id)) == {"owed", "reschedule_acknowledged_tutor"}  # the tutor knew of its time
    assert waiting(lesson.id)["owed"].due.words["by"] == "Friday 20 March"


def test_who_is_not_there_after_ten_minutes(client, world, lessons):
    """Only where the lesson before was joined through CorvEd: the Meet link of a text leaves no trace."""
    before, lesson = lessons[:2]
    with clock.at(before.scheduled_start_utc + timedelta(minutes=11)):
        client.sign_in_as(world.tutor).browser.get(f"/sessions/{before.id}/join")
        client.sign_in_as(world.admin)
        assert waiting(before.id) == {}, "the family may be in the call"
        client.sign_in_as(world.student).browser.get(f"/sessions/{before.id}/join")
    client.sign_in_as(world.admin)
    with clock.at(lesson.scheduled_start_utc + timedelta(minutes=11)):
        assert waiting(lesson.id) == {}
        client.sign_in_as(world.tutor).browser.get(f"/sessions/{lesson.id}/join")
        client.sign_in_as(world.admin)
        assert set(waiting(lesson.id)) == {"late_join_family"}
        client.sign_in_as(world.student).browser.get(f"/sessions/{lesson.id}/join")
        client.sign_in_as(world.admin)
        assert waiting(lesson.id) == {}


def test_payment_and_renewal_follow_the_package(world, course):
    package = given.sell_package(request_id=course.request, terms=given.Terms(12, date(2026, 4, 2)))
    asked = waiting(package)["payment_instructions"].due.words
    assert (asked["amount"], asked["first_day"], asked["last_day"]) == ("34,000 PKR", "Thu 2 Apr", "Fri 1 May")
    given.record_payment(package_id=package, amount=34000, paid_on=date(2026, 3, 2))
    assert set(waiting(package)) == {"payment_received"}
    assert waiting(package)["payment_received"].due.words["amount"] == "34,000 PKR"
    utc = clock.now().tzinfo
    with clock.at(datetime(2026, 3, 30, 9, tzinfo=utc)):
        assert waiting(course.package) == {}  # the next month is sold
        with clock.at(datetime(2026, 4, 29, 9, tzinfo=utc)):
            assert set(waiting(package)) == {"renewal"}
            decline_renewal(package_id=package)
            assert waiting(package) == {}


def test_no_message_has_a_number_or_an_enum_or_a_word_that_the_preview_has_not(lessons):
    seen = set()
    mark_session(session_id=lessons[4].id, status="rescheduled")
    move(lessons[5], 2)
    for lesson in lessons[:2]:
        with clock.at(lesson.scheduled_start_utc - timedelta(hours=1)):
            for each in due_messages(now=clock.now()):
                said = " ".join(each.words.values())
                assert "+92" not in said
                assert each.words.keys() <= SITUATIONS[each.situation].example.keys() | {"was", "by", "link"}
                seen.add(each.situation)
            given.db.rollback()
    assert len(seen) >= 9


def test_the_reminders_of_a_whole_evening_can_be_sent_in_one_go(client, world, lessons):
    with clock.at(lessons[0].scheduled_start_utc - timedelta(hours=11)):
        client.sign_in_as(world.admin).get("/admin/messages")
        assert not client.page.soup.select('li.letter[id^="reminder_family"]')
        chips = client.page.says("nav.chips")
        client.get("/admin/messages?until=tonight")
        assert "Reminders for all sessions in the next 12 hours" in client.page.text
        assert len(client.page.soup.select("li.letter:not(#due-none)")) == 2
        assert client.page.says("nav.chips") == chips, "the counters lead to the desk as it was"


def test_reminders_of_the_next_hours_are_counted_where_only_the_first_are_shown(client, world, monkeypatch):
    monkeypatch.setattr(messages, "PAGE", 1)
    monkeypatch.setattr(message_acts, "PAGE", 1)
    learners = (world.student_learner, world.zara, world.yusuf, world.stranger_learner)
    for number, learner in enumerate(learners):
        tutor, hour = (world.tutor, world.other_tutor)[number % 2], f"{12 + number // 2}:{30 * (number % 2):02d}"
        course = given.a_running_course(learner=learner, tutor=tutor, pattern=given.a_schedule((1, 3), hour))
    last = given.sessions_of(course)[0]
    with clock.at(last.scheduled_start_utc - timedelta(hours=3)):
        every = [each for each in message_desk(now=clock.now()).letters if is_reminder(each.due)]
        assert len({each.due.about for each in every}) == 4
        admin = client.sign_in_as(world.admin)

        def counted():
            admin.get("/admin/messages")
            chip = admin.page.says("nav.chips a[href*='show=sessions']").split()[-1]
            return admin.page.says("#later .count"), chip, len(admin.page.soup.select("#later li.letter"))

        assert counted() == ("8", "8", 1)
        press(admin, every[-1].due.key, "sending")  # a page that is older shows it
        assert counted() == ("7", "7", 1)
        admin.get("/admin/messages?show=months")
        assert not admin.page.soup.select("#later")


def press(admin, key, act):
    names = ("situation", "about", "person", "version")
    admin.post(f"/admin/messages/{act}", dict(zip(names, map(str, key), strict=True)), htmx=True)


def test_nobody_waited_yet_for_a_student_whose_absence_is_marked_before_the_session(lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_start_utc - timedelta(hours=20)):
        mark_session(session_id=lesson.id, status="no_show_student")
        assert waiting(lesson.id)["student_absent"].due.due_at == lesson.scheduled_start_utc
