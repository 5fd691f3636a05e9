"""The message desk: the right text to the right person, in their own clock, and nothing that is no longer so."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from corved import clock
from corved.messages.situations import SITUATIONS
from corved.queries.due_messages import due_messages
from corved.scheduling.obstacles import Closed
from corved.use_cases.add_closure import add_closure
from corved.use_cases.decide_owed import Decision, decide_owed
from corved.use_cases.decline_renewal import decline_renewal
from corved.use_cases.mark_session import mark_session
from corved.use_cases.move_session import move_session
from corved.use_cases.reassign_tutor import reassign_tutor
from corved.use_cases.remove_closure import remove_closure
from corved.use_cases.remove_session import remove_session
from corved.use_cases.set_meet_link import set_meet_link
from corved.use_cases.undo_mark import undo_mark
from corved.use_cases.undo_move import undo_move
from tests import given


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


@pytest.fixture
def lessons(course):
    return given.sessions_of(course)


def due(about=None):
    """situation → (who, words), of what is due or will be soon."""
    found = {}
    for each in due_messages(now=clock.now()):
        if about is None or each.about == about:
            assert each.situation not in found, "twice"
            found[each.situation] = (each.person.full_name, each.words)
    given.db.rollback()
    return found


def test_a_new_match_is_confirmed_to_both_in_their_own_clock(course):
    found = due(course.match)
    assert set(found) == {"match_confirmed_family", "match_confirmed_tutor", "clock_change_family"}
    who, words = found["match_confirmed_family"]
    assert who == "Ayaan Sheikh"
    assert words["schedule"] == "Mondays and Wednesdays, 17:00 London"
    assert words["first"] == "Monday 2 March, 12:00 New York, UTC−5"
    assert found["match_confirmed_tutor"][1]["first"] == "Monday 2 March, 17:00 London, UTC+0"
    month = due(course.package)["sessions_generated_family"][1]
    assert month["dates"].splitlines()[3] == "Wednesday 11 March, 13:00 New York, UTC−4"
    assert month["sessions"] == "8"


def test_a_reminder_is_there_three_hours_before_and_due_one_hour_before(lessons):
    with clock.at(lessons[0].scheduled_start_utc - timedelta(hours=4)):
        assert "reminder_family" not in due(lessons[0].id)
    with clock.at(lessons[0].scheduled_start_utc - timedelta(hours=2)):
        found = due(lessons[0].id)
        assert found["reminder_family"][1]["when"] == "Monday 2 March, 12:00 New York, UTC−5"
        [each] = [each for each in due_messages(now=clock.now()) if each.situation == "reminder_tutor"]
        assert each.due_at == lessons[0].scheduled_start_utc - timedelta(hours=1)
    with clock.at(lessons[0].scheduled_start_utc + timedelta(minutes=1)):
        assert "reminder_family" not in due(lessons[0].id)


def test_the_other_sides_day_is_said_where_it_is_another(world):
    late = given.a_schedule((1, 3), "23:30", "Europe/London")
    course = given.a_running_course(learner=world.stranger_learner, tutor=world.tutor, pattern=late)
    first = given.sessions_of(course)[0]
    with clock.at(first.scheduled_start_utc - timedelta(hours=2)):
        words = due(first.id)["reminder_family"][1]
    assert words["when"] == "Tuesday 3 March, 10:30 Sydney, UTC+11 (Monday 2 March for Tariq)"


def test_twelve_hours_for_who_reads_them(world, lessons, superuser, cast_put_back):
    superuser.execute("update users set hours_24 = false where id = %s", (world.student,))
    with clock.at(lessons[0].scheduled_start_utc - timedelta(hours=2)):
        assert due(lessons[0].id)["reminder_family"][1]["when"] == "Monday 2 March, 12:00 PM New York, UTC−5"
        assert due(lessons[0].id)["reminder_tutor"][1]["when"] == "Monday 2 March, 17:00 London, UTC+0"
        assert "at 1:00 PM instead of 12:00 PM" in due(lessons[0].match_id)["clock_change_family"][1]["change"]


@pytest.mark.parametrize(
    ("status", "situation"), [("no_show_student", "student_absent"), ("no_show_tutor", "tutor_absent")]
)
def test_who_was_absent_is_told_only_when_somebody_was_and_no_longer_when_it_is_taken_back(lessons, status, situation):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_end_utc):
        assert situation not in due(lesson.id)
        mark_session(session_id=lesson.id, status=status)
        assert set(due(lesson.id)) == {situation}
        undo_mark(session_id=lesson.id)
        assert due(lesson.id) == {}
        mark_session(session_id=lesson.id, status="done")
        assert due(lesson.id) == {}


def test_who_missed_a_moved_lesson_is_told_too(lessons):
    lesson = lessons[0]
    later = lesson.local_start + timedelta(days=1)
    move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone, reason="agreed")
    with clock.at(lesson.scheduled_end_utc + timedelta(days=1)):
        mark_session(session_id=lesson.id, status="no_show_student")
        assert set(due(lesson.id)) == {"student_absent"}


def test_a_move_is_acknowledged_then_confirmed_with_old_and_new(lessons):
    lesson = lessons[3]
    mark_session(session_id=lesson.id, status="rescheduled")
    assert set(due(lesson.id)) == {"reschedule_acknowledged"}
    later = lesson.local_start + timedelta(hours=2)

    move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone)

    found = due(lesson.id)
    assert set(found) == {"reschedule_confirmed_family", "reschedule_confirmed_tutor"}
    assert found["reschedule_confirmed_tutor"][1]["was"] == "Wednesday 11 March, 17:00 London, UTC+0"
    assert found["reschedule_confirmed_tutor"][1]["when"] == "Wednesday 11 March, 19:00 London, UTC+0"
    undo_move(session_id=lesson.id)
    assert "reschedule_confirmed_family" not in due(lesson.id)


def test_a_tutor_is_asked_for_a_missing_mark_after_two_hours(lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_end_utc + timedelta(minutes=119)):
        assert "unmarked" not in due(lesson.id)
    with clock.at(lesson.scheduled_end_utc + timedelta(minutes=121)):
        assert due(lesson.id)["unmarked"][0] == "Tariq Tutor"
        mark_session(session_id=lesson.id, status="done")
        assert due(lesson.id) == {}


def test_a_promised_day_is_told(lessons):
    lesson = lessons[2]
    mark_session(session_id=lesson.id, status="rescheduled")
    decide_owed(session_id=lesson.id, decision=Decision("make_up_by", by=date(2026, 3, 20)))
    assert set(due(lesson.id)) == {"owed"}
    assert due(lesson.id)["owed"][1]["by"] == "Friday 20 March"


def test_every_due_message_of_every_situation_can_be_filled_in(client, world, lessons):
    """A lesson that was moved, then set aside, then promised has everything at once."""
    lesson = lessons[2]
    later = lesson.local_start + timedelta(hours=2)
    move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone)
    mark_session(session_id=lesson.id, status="rescheduled")
    decide_owed(session_id=lesson.id, decision=Decision("make_up_by", by=date(2026, 3, 20)))
    client.sign_in_as(world.admin).get("/admin/messages")
    assert "hold it until Friday 20 March" in client.page.text


def test_who_is_not_there_after_ten_minutes(client, world, lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_start_utc + timedelta(minutes=11)):
        assert due(lesson.id) == {}
        client.sign_in_as(world.tutor).browser.get(f"/sessions/{lesson.id}/join")
        client.sign_in_as(world.admin)
        assert set(due(lesson.id)) == {"late_join_family"}
        client.sign_in_as(world.student).browser.get(f"/sessions/{lesson.id}/join")
        client.sign_in_as(world.admin)
        assert due(lesson.id) == {}


def test_payment_and_renewal_follow_the_package(world, course):
    package = given.sell_package(request_id=course.request, tier=12, first=date(2026, 4, 2))
    asked = due(package)["payment_instructions"][1]
    assert (asked["amount"], asked["first_day"], asked["last_day"]) == ("34,000", "Thu 2 Apr", "Fri 1 May")
    given.record_payment(package_id=package, amount_pkr=30000, paid_on=date(2026, 3, 2))
    assert set(due(package)) == {"payment_received"}
    assert due(package)["payment_received"][1]["amount"] == "30,000"
    with clock.at(given.datetime(2026, 3, 30, 9, tzinfo=given.clock.now().tzinfo)):
        assert due(course.package) == {}  # the next month is sold
        with clock.at(given.datetime(2026, 4, 29, 9, tzinfo=given.clock.now().tzinfo)):
            assert set(due(package)) == {"renewal"}
            decline_renewal(package_id=package)
            assert due(package) == {}


def test_the_queue_opens_whatsapp_with_the_text_and_keeps_who_said_it_is_sent(client, world, lessons, superuser):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_start_utc - timedelta(minutes=50)):
        client.sign_in_as(world.admin).get("/admin/messages")
        card = client.page.one(f'[id="reminder_family-{lesson.id}-{world.student}"]')
        assert "Hello Ayaan, a reminder: Ayaan's Math lesson" in card.textarea.text
        fields = {each["name"]: each["value"] for each in card.form.select("input[type=hidden]")}

        opened = client.post("/admin/messages/opening", fields, status=303)

        address = urlsplit(opened.headers["Location"])
        assert (address.netloc, address.path) == ("wa.me", "/923000000000")
        assert parse_qs(address.query)["text"] == [card.textarea.text.strip()]
        client.get("/admin/messages")
        assert "opened 21:10" in client.page.says(f'[id="reminder_family-{lesson.id}-{world.student}"]')
        client.follow(client.post("/admin/messages/sending", fields, status=303))
        client.post("/admin/messages/sending", fields, status=303)
        assert client.page.soup.select_one(f'[id="reminder_family-{lesson.id}-{world.student}"]') is None
        assert "Ayaan Sheikh: Reminder" in client.page.says("#sent")
    rows = superuser.execute("select sent_by_user_id, sent_at = opened_at from messages").fetchall()
    assert rows == [(world.admin, True)]


def test_a_move_makes_what_was_sent_outdated_and_what_was_not_vanish(client, world, lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_start_utc - timedelta(minutes=50)):
        client.sign_in_as(world.admin).get("/admin/messages")
        card = client.page.one(f'[id="reminder_family-{lesson.id}-{world.student}"]')
        fields = {each["name"]: each["value"] for each in card.form.select("input[type=hidden]")}
        client.post("/admin/messages/sending", fields, status=303)
        later = lesson.local_start + timedelta(hours=6)
        move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone, reason="ill")

        client.get("/admin/messages")

        assert "The lesson is Tue 3 Mar, 04:00 Karachi, UTC+5 now" in client.page.says("#outdated")
        assert client.page.soup.select_one(f'[id="reminder_tutor-{lesson.id}-{world.tutor}"]') is None
        assert client.page.soup.select_one(f'[id="reschedule_confirmed_family-{lesson.id}-{world.student}"]')
        client.follow(client.post("/admin/messages/opening", fields, status=303))
        assert "no longer due as it was" in client.page.says("#toasts")


def test_a_lesson_that_is_off_makes_its_reminder_outdated(client, world, lessons):
    lesson = lessons[0]
    with clock.at(lesson.scheduled_start_utc - timedelta(minutes=50)):
        client.sign_in_as(world.admin).get("/admin/messages")
        card = client.page.one(f'[id="reminder_family-{lesson.id}-{world.student}"]')
        fields = {each["name"]: each["value"] for each in card.form.select("input[type=hidden]")}
        client.post("/admin/messages/sending", fields, status=303)
        remove_session(session_id=lesson.id)
        client.get("/admin/messages")
    assert "The lesson is off" in client.page.says("#outdated")


def test_a_closure_tells_each_person_once_after_ten_minutes_and_not_when_it_is_taken_back(world, course, lessons):
    day = lessons[3].local_start.date()
    done = add_closure(closed=Closed("Holiday", day, day, "Europe/London"))
    found = due(done.id)
    assert {name: who for name, (who, _words) in found.items()} == {
        "closure_family": "Ayaan Sheikh",
        "closure_tutor": "Tariq Tutor",
    }
    words = found["closure_family"][1]
    assert words["closure"] == "Holiday"
    assert words["lessons"].startswith("Ayaan, Math: Wednesday 11 March, 13:00 New York, UTC−4: now ")
    [each] = [each for each in due_messages(now=clock.now()) if each.situation == "closure_tutor"]
    assert each.due_at == clock.now() + timedelta(minutes=10)
    assert due(lessons[3].id) == {}  # the closure's message says it

    remove_closure(closure_id=done.id)

    assert due(done.id) == {}


def test_what_is_held_is_counted_and_opened_by_nobody(client, world, course, lessons):
    day = lessons[3].local_start.date()
    done = add_closure(closed=Closed("Holiday", day, day, "Europe/London"))
    client.sign_in_as(world.admin).get("/admin/messages")
    assert "2 texts about closures or tutors are held until 14:10 Karachi, UTC+5" in client.page.says("#held")
    card = f'[id="closure_family-{done.id}-{world.student}"]'
    assert client.page.soup.select_one(card) is None
    fields = {"situation": "closure_family", "about": done.id, "person": world.student, "version": done.id}
    client.follow(client.post("/admin/messages/opening", fields, status=303))
    assert "no longer due as it was" in client.page.says("#toasts")
    with clock.at(clock.now() + timedelta(minutes=11)):
        client.get("/admin/messages")
        assert "no lessons during Holiday" in client.page.says(card)
        assert (
            client.post("/admin/messages/opening", fields, status=303).headers["Location"].startswith("https://wa.me/")
        )


def test_a_change_of_tutor_tells_all_three_and_the_one_that_holds(world, course, lessons):
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=lessons[3].local_start.date())
    found = due(course.match)
    assert {name: who for name, (who, _words) in found.items() if name.startswith("tutor_changed")} == {
        "tutor_changed_family": "Ayaan Sheikh",
        "tutor_changed_tutor": "Bilal Ahmed",
        "tutor_changed_former": "Tariq Tutor",
    }
    assert found["tutor_changed_family"][1]["since"] == "Wed 11 Mar"
    reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=lessons[3].local_start.date())
    assert due(course.match)["tutor_changed_former"][0] == "Bilal Ahmed"


def test_a_link_that_two_matches_share_or_a_former_tutor_knows_is_warned_of(client, world, course, lessons):
    client.sign_in_as(world.admin).get(f"/admin/matches/{course.match}")
    assert client.page.soup.select_one("#facts-shared-link") is None
    assert client.page.soup.select_one("#facts-former-link") is None
    given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((1, 3), "18:00"))
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=lessons[3].local_start.date())
    set_meet_link(match_id=course.match, meet_link=given.MEET_LINK)

    client.get(f"/admin/matches/{course.match}")
    shared = client.page.says("#facts-shared-link")
    assert "The same link as Zara Khan with Tariq Tutor: they could meet Mon 2 Mar, 22:00 Karachi, UTC+5" in shared
    assert "A tutor before knows this link" in client.page.says("#facts-former-link")

    with clock.at(clock.now() + timedelta(minutes=1)):
        set_meet_link(match_id=course.match, meet_link=given.OTHER_MEET_LINK)
        client.get(f"/admin/matches/{course.match}")
    assert client.page.soup.select_one("#facts-shared-link") is None
    assert client.page.soup.select_one("#facts-former-link") is None


def test_only_admins_see_the_desk(client, world, lessons):
    for person in (world.tutor, world.student):
        client.sign_in_as(person)
        assert client.browser.get("/admin/messages").status_code == 404
        client.post("/admin/messages/sending", {}, status=404)
    client.sign_in_as(world.admin)
    for nonsense in ({}, {"situation": "x", "about": "y", "person": "z", "version": ""}):
        client.post("/admin/messages/opening", nonsense, status=303)
    client.post("/admin/messages/sending", {}, status=400, token="stale")


def test_no_message_has_a_number_or_an_enum(lessons):
    for lesson in lessons[:2]:
        with clock.at(lesson.scheduled_start_utc - timedelta(hours=1)):
            for each in due_messages(now=clock.now()):
                said = " ".join(each.words.values())
                assert "+92" not in said
                assert "o_level" not in said
                assert each.words.keys() <= SITUATIONS[each.situation].example.keys() | {"was", "by"}
            given.db.rollback()
