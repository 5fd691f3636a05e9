"""Messages by e-mail, too: through a real SMTP server, each once, failures kept and tried again."""

from datetime import timedelta
from functools import partial

import pytest

from corved import clock
from corved.database.session import db
from corved.messages.send_emails import send_emails
from corved.messages.toggle_email import toggle_email
from corved.scheduling.obstacles import Closed
from corved.server.scheduler import send_mail
from corved.smtp import mail_server, try_to_send
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.sessions.move_session import move_session
from tests import given
from tests.faults.test_parallel import all_at_once
from tests.inbox import Inbox, serving
from tests.messages.waiting import letters, send, waiting


@pytest.fixture
def inbox():
    inbox = Inbox()
    with serving(inbox, "127.0.0.1") as port:
        inbox.server = mail_server(f"smtp://127.0.0.1:{port}", "office@academy.example", "https://academy.example")
        yield inbox


@pytest.fixture
def lesson(world, superuser):
    """Both live in London: no change of clocks has to be told."""
    lesson = given.sessions_of(given.a_running_course(learner=world.zara, tutor=world.tutor))[0]
    yield lesson
    superuser.execute("update academy set mails_since = null")


def rows(superuser):
    return superuser.execute(
        "select attempts, sent_at is not null, error from message_mails order by situation, user_id"
    ).fetchall()


def at_reminder(lesson, minutes=0):
    return clock.at(lesson.scheduled_start_utc - timedelta(minutes=59 - minutes))


def test_nothing_goes_out_until_the_academy_says_so_and_nothing_that_was_due_before(inbox, lesson, superuser):
    with at_reminder(lesson):
        assert send_mail(inbox.server) == 0
        toggle_email(is_on=True)
        assert send_mail(inbox.server) == 0
    assert inbox.letters == []


def test_a_reminder_goes_out_once_to_each(inbox, lesson, superuser):
    toggle_email(is_on=True)
    with at_reminder(lesson):
        assert send_mail(inbox.server) == 2
        assert send_mail(inbox.server) == 0
    found = {letter["To"]: letter for letter in inbox.wait_for(2)}
    assert set(found) == {"parent@test.example", "tutor@test.example"}
    assert found["parent@test.example"]["Subject"] == "Test Academy: Reminder"
    assert "17:00 London, UTC+0" in found["parent@test.example"].get_content()
    assert "17:00 London, UTC+0" in found["tutor@test.example"].get_content()
    assert rows(superuser) == [(1, True, None)] * 2


def test_many_processes_send_each_message_once(inbox, lesson, world, superuser):
    toggle_email(is_on=True)
    send = partial(try_to_send, inbox.server)
    with at_reminder(lesson):
        found = all_at_once([(given.Identity("app_admin"), lambda: send_emails(send=send))] * 8)
    assert len(inbox.when_all_is_sent()) == 2
    assert rows(superuser) == [(1, True, None)] * 2
    assert sum(found.values()) == 8


def test_a_failure_is_shown_and_tried_again_three_times_in_all(inbox, lesson, client, world, superuser, app):
    toggle_email(is_on=True)
    down = mail_server("smtp://127.0.0.1:9", "office@academy.example", "https://academy.example")
    with at_reminder(lesson):
        assert send_mail(down) == 0
        assert send_mail(down) == 0
        assert rows(superuser) == [(1, False, "ConnectionRefusedError")] * 2
        app.extensions["corved_mail"] = down
        try:
            client.sign_in_as(world.admin).get("/admin/messages")
        finally:
            app.extensions["corved_mail"] = None
        assert "Not sent to Nadia Khan" in client.page.says("#mail-failures")
        assert "will try again" in client.page.says("#mail-failures")
    with at_reminder(lesson, 11):
        assert send_mail(inbox.server) == 2
    assert rows(superuser) == [(2, True, None)] * 2


def test_after_three_failures_it_is_given_up(lesson, superuser):
    toggle_email(is_on=True)
    down = mail_server("smtp://127.0.0.1:9", "office@academy.example", "https://academy.example")
    for minutes in (0, 11, 22, 33, 44):
        with at_reminder(lesson, minutes):
            send_mail(down)
    assert rows(superuser) == [(3, False, "ConnectionRefusedError")] * 2


def test_who_dies_between_claim_and_sending_sends_nothing_rather_than_twice(inbox, lesson, superuser):
    toggle_email(is_on=True)

    def die(*_letter):
        raise KeyboardInterrupt

    with at_reminder(lesson):
        with pytest.raises(KeyboardInterrupt):
            send_emails(send=die)
        db.rollback()
        assert send_mail(inbox.server) == 1
    with at_reminder(lesson, 30):
        assert send_mail(inbox.server) == 0
    assert len(inbox.when_all_is_sent()) == 1


def test_what_somebody_said_they_sent_is_not_mailed(client, inbox, lesson, world):
    toggle_email(is_on=True)
    with at_reminder(lesson):
        client.sign_in_as(world.admin).get("/admin/messages")
        card = client.page.one(f'li.letter[id^="reminder_family-{lesson.id}-{world.parent}"]')
        fields = {each["name"]: each["value"] for each in card.form.select("input[type=hidden]")}
        client.post("/admin/messages/sending", fields, status=303)
        assert send_mail(inbox.server) == 1
    assert [each["To"] for each in inbox.wait_for(1)] == ["tutor@test.example"]


def test_what_is_mailed_is_known_and_corrected_when_it_is_another(inbox, lesson, world):
    toggle_email(is_on=True)
    with at_reminder(lesson):
        assert send_mail(inbox.server) == 2
        assert send_mail(inbox.server) == 0
        later = lesson.local_start + timedelta(hours=30)
        move_session(session_id=lesson.id, local_start=later, timezone=lesson.timezone, reason="ill")
        found = waiting(lesson.id)
        assert [each.said for each in found["reschedule_confirmed_family"].corrects] == ["2026-03-02T17:00:00Z"]
        assert send_mail(inbox.server) == 2
    subjects = [each["Subject"] for each in inbox.wait_for(4)]
    assert sorted(subjects) == ["Test Academy: Reminder"] * 2 + ["Test Academy: Session moved"] * 2


def test_the_desk_says_what_was_mailed(client, inbox, lesson, world):
    toggle_email(is_on=True)
    with at_reminder(lesson):
        send_mail(inbox.server)
        client.sign_in_as(world.admin).get("/admin/messages")
        assert client.page.soup.select(f'li.letter[id^="reminder_family-{lesson.id}"]') == []
        assert "E-mailed Mon 2 Mar, 21:01 Karachi" in client.page.says("#sent")
        client.get(f"/admin/messages?session={lesson.id}")
        card = client.page.one(f'li.letter[id^="reminder_family-{lesson.id}"]')
        assert "E-mailed Mon 2 Mar, 21:01 Karachi" in card.text


def test_who_died_while_sending_is_said_since_nobody_knows_whether_it_went(client, lesson, inbox, app, world):
    toggle_email(is_on=True)

    def die(*_letter):
        raise KeyboardInterrupt

    with at_reminder(lesson):
        with pytest.raises(KeyboardInterrupt):
            send_emails(send=die)
        db.rollback()
    app.extensions["corved_mail"] = inbox.server
    try:
        with at_reminder(lesson, 11):
            client.sign_in_as(world.admin).get("/admin/messages")
    finally:
        app.extensions["corved_mail"] = None
    assert "May not have been sent to " in client.page.says("#mail-failures")
    assert "send the message yourself" in client.page.says("#mail-failures")


def test_what_may_have_gone_is_never_sent_again(lesson, superuser):
    toggle_email(is_on=True)
    for minutes in (0, 11, 22):
        with at_reminder(lesson, minutes):
            assert send_emails(send=lambda *_letter: "unclear") == 0
    assert rows(superuser) == [(1, False, None)] * 2


def test_a_lesson_that_is_moved_after_its_closure_was_mailed_is_mailed_too(inbox, lesson):
    send(*letters())
    toggle_email(is_on=True)
    session = given.sessions_of_match(lesson.match_id)[2]
    day = session.local_start.date()
    with clock.at(clock.now() + timedelta(minutes=1)):
        add_closure(closed=Closed("Holiday", day, day, "Europe/London"))
    with clock.at(clock.now() + timedelta(minutes=12)):
        assert send_mail(inbox.server) == 2
    with clock.at(clock.now() + timedelta(minutes=20)):
        later = session.local_start + timedelta(days=12, hours=2)
        move_session(session_id=session.id, local_start=later, timezone=session.timezone)
        assert send_mail(inbox.server) == 2


def test_what_was_due_before_is_not_sent_however_long_it_stays_due(inbox, world, lesson):
    request = given.open_request(
        learner_id=world.yusuf,
        subject_id=given.db.scalars(given.select(given.Subject.id)).first(),
        level_id=given.level_id("O Levels"),
    )
    given.sell_package(request_id=request, terms=given.Terms(8, lesson.local_start.date() + timedelta(days=23)))
    with clock.at(clock.now() + timedelta(days=2)):
        toggle_email(is_on=True)
        send_mail(inbox.server)
        assert not [each for each in inbox.letters if "transferred" in each.get_content()]


@pytest.fixture
def mailing_app(app, inbox):
    app.extensions["corved_mail"] = inbox.server
    yield app
    app.extensions["corved_mail"] = None


def test_an_invitation_is_mailed_once_when_an_admin_says_so(client, inbox, world, mailing_app, superuser):
    key = mailing_app.config["SECRET_KEY"]
    client.sign_in_as(world.admin).get(f"/admin/people/{world.stranger}")
    client.follow(client.post(f"/admin/people/{world.stranger}/invitation", {"mail": "yes"}, status=303))
    assert "within a minute or two" in client.page.says("#toasts")
    link = client.page.one("#invitation-link")["value"].removeprefix("https://academy.example")
    for expected in (1, 0):
        assert send_mail(inbox.server, key) == expected
    [letter] = inbox.wait_for(1)
    assert letter["To"] == "stranger@test.example"
    assert letter["Subject"] == "Test Academy: Invitation to sign in"
    assert f"https://academy.example{link}" in letter.get_content()
    assert link.rsplit("/", 1)[1] not in str(superuser.execute("select body from messages").fetchall())


def test_an_invitation_that_was_made_anew_mails_the_new_link_only(client, inbox, world, mailing_app):
    key = mailing_app.config["SECRET_KEY"]
    client.sign_in_as(world.admin).get(f"/admin/people/{world.stranger}")
    for _ in range(2):
        client.post(f"/admin/people/{world.stranger}/invitation", {"mail": "yes"}, status=303)
    client.get(f"/admin/people/{world.stranger}/invitation")
    link = client.page.one("#invitation-link")["value"].removeprefix("http://localhost")
    assert send_mail(inbox.server, key) == 1
    assert link in inbox.wait_for(1)[0].get_content()


def test_an_invitation_that_is_not_to_be_mailed_waits_for_an_admin(client, inbox, world, mailing_app):
    client.sign_in_as(world.admin).get(f"/admin/people/{world.stranger}")
    client.post(f"/admin/people/{world.stranger}/invitation", {}, status=303)
    assert send_mail(inbox.server, mailing_app.config["SECRET_KEY"]) == 0


def test_what_is_held_is_not_mailed_before_its_time(inbox, lesson):
    send(*letters())
    toggle_email(is_on=True)
    day = lesson.local_start.date() + timedelta(days=7)
    with clock.at(clock.now() + timedelta(minutes=1)):
        add_closure(closed=Closed("Holiday", day, day, "Europe/London"))
    with clock.at(clock.now() + timedelta(minutes=10)):
        assert send_mail(inbox.server) == 0
    with clock.at(clock.now() + timedelta(minutes=12)):
        assert send_mail(inbox.server) == 2


def test_an_admin_turns_it_on_and_off(client, world, lesson, app, inbox, superuser):
    app.extensions["corved_mail"] = inbox.server
    try:
        client.sign_in_as(world.admin).get("/admin/messages")
        assert "Messages are not sent by e-mail." in client.page.says("#mailing")
        client.follow(client.post("/admin/messages/mailing", {"on": "yes"}, status=303))
        assert "sent by e-mail, once each" in client.page.says("#mailing")
        client.follow(client.post("/admin/messages/mailing", {"on": "no"}, status=303))
        assert "Messages are not sent by e-mail." in client.page.says("#mailing")
    finally:
        app.extensions["corved_mail"] = None
