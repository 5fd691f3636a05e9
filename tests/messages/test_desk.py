"""The message desk: the queue with two taps a message, and what may be written about one thing where it is shown."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from corved import clock
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.people.invite_person import invite_person
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given
from tests.messages.waiting import letters, send, waiting


@pytest.fixture
def course(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    send(*letters())
    return course


@pytest.fixture
def lessons(course):
    return given.sessions_of(course)


@pytest.fixture
def soon(lessons):
    """It is fifty minutes before the first lesson."""
    with clock.at(lessons[0].scheduled_start_utc - timedelta(minutes=50)):
        yield lessons[0]


def card(client, situation, about):
    """The message on the page, and the fields that its forms send."""
    found = client.page.one(f'li.letter[id^="{situation}-{about}"]')
    fields = {each["name"]: each["value"] for each in found.form.select("input[type=hidden]")}
    return found, {name: value for name, value in fields.items() if name != "csrf_token"}


def is_shown(client, situation, about):
    return bool(client.page.soup.select(f'li.letter[id^="{situation}-{about}"]'))


def state_of(client, situation, about):
    found, _fields = card(client, situation, about)
    return " ".join(found.select_one('[id$="-state"]').get_text(" ").split())


def test_two_taps_open_whatsapp_with_the_text_and_note_who_said_it_is_sent(client, world, soon, superuser):
    client.sign_in_as(world.admin).get("/admin/messages")
    found, fields = card(client, "reminder_family", soon.id)
    assert "Hello Ayaan, a reminder: your Math session" in found.textarea.text
    assert state_of(client, "reminder_family", soon.id) == "Prepared"

    opened = client.post("/admin/messages/opening", fields, status=303)

    address = urlsplit(opened.headers["Location"])
    assert (address.netloc, address.path) == ("wa.me", "/923000000000")
    assert parse_qs(address.query)["text"] == [found.textarea.text.strip()]
    client.get("/admin/messages")
    assert state_of(client, "reminder_family", soon.id) == "Opened by Amna Rizvi, Mon 2 Mar, 21:10 Karachi"
    assert "https://wa.me" in client.browser.get("/admin/messages").headers["Content-Security-Policy"]

    client.follow(client.post("/admin/messages/sending", fields, status=303))
    assert not is_shown(client, "reminder_family", soon.id)
    said = "Ayaan Sheikh : Reminder, an hour before Marked sent by Amna Rizvi, Mon 2 Mar, 21:10 Karachi"
    assert said in client.page.says("#sent")
    client.follow(client.post("/admin/messages/sending", fields, status=303))
    assert "This message was marked already" in client.page.says("#toasts")
    rows = superuser.execute(
        "select sent_by_user_id, opened_by_user_id from messages where situation = 'reminder_family'"
    ).fetchall()
    assert rows == [(world.admin, world.admin)]


def test_with_htmx_the_answer_is_the_desk_and_its_next_message_has_the_focus(client, world, soon):
    client.sign_in_as(world.admin).get("/admin/messages")
    _found, fields = card(client, "reminder_family", soon.id)
    text = client.post("/admin/messages/sending", fields, htmx=True, status=200).get_data(as_text=True)
    assert text.startswith('<div id="desk"')
    assert "Marked as sent to Ayaan Sheikh" in text
    assert text.count("data-focus") == 1


def test_what_is_not_needed_is_not_asked_for_again_and_tells_nobody_anything(client, world, soon, superuser):
    client.sign_in_as(world.admin).get("/admin/messages")
    before = superuser.execute("select count(*) from told where is_told").fetchone()
    _found, fields = card(client, "reminder_family", soon.id)
    client.follow(client.post("/admin/messages/dropping", fields, status=303))
    assert not is_shown(client, "reminder_family", soon.id)
    assert "Marked not needed by Amna Rizvi" in client.page.says("#sent")
    assert superuser.execute("select count(*) from told where is_told").fetchone() == before

    client.follow(client.post("/admin/messages/undoing", fields, status=303))
    assert is_shown(client, "reminder_family", soon.id)
    client.follow(client.post("/admin/messages/undoing", fields, status=303))
    assert "has changed since you opened the page" in client.page.says("#toasts")


def test_what_somebody_said_is_not_needed_is_not_said_to_be_sent_in_another_tab(client, world, soon, superuser):
    client.sign_in_as(world.admin).get("/admin/messages")
    _found, fields = card(client, "reminder_family", soon.id)
    client.post("/admin/messages/dropping", fields, status=303)
    client.follow(client.post("/admin/messages/sending", fields, status=303))
    assert "Somebody marked it as not needed in the meantime. Undo that first." in client.page.says("#toasts")
    assert superuser.execute(
        "select count(*) from told where situation = 'reminder_family' and is_told"
    ).fetchone() == (0,)


def test_sent_by_mistake_is_undone_with_what_they_would_know(client, world, soon, superuser):
    client.sign_in_as(world.admin).get("/admin/messages")
    _found, fields = card(client, "reminder_tutor", soon.id)
    client.post("/admin/messages/sending", fields, status=303)
    client.follow(client.post("/admin/messages/undoing", fields, status=303))
    assert is_shown(client, "reminder_tutor", soon.id)
    told = superuser.execute("select count(*) from told where situation = 'reminder_tutor'").fetchone()
    assert told == (0,)


def test_a_move_marks_what_was_sent_as_outdated_with_the_correction_beside(client, world, soon):
    client.sign_in_as(world.admin).get("/admin/messages")
    _found, fields = card(client, "reminder_family", soon.id)
    client.post("/admin/messages/sending", fields, status=303)
    later = soon.local_start + timedelta(hours=6)
    move_session(session_id=soon.id, local_start=later, timezone=soon.timezone, reason="ill")

    client.get("/admin/messages")

    outdated = client.page.says("#outdated")
    assert "Outdated – send a correction 2" in outdated
    assert "They were told on Mon 2 Mar, 21:10 Karachi: the session on Mon 2 Mar, 22:00 Karachi" in outdated
    assert "Now: Monday 2 March, 18:00 New York" in outdated
    assert not is_shown(client, "reminder_tutor", soon.id)
    client.follow(client.post("/admin/messages/opening", fields, status=303))
    assert "has changed since you opened the page" in client.page.says("#toasts")
    _found, correction = card(client, "reschedule_confirmed_family", soon.id)
    client.follow(client.post("/admin/messages/sending", correction, status=303))
    assert "send a correction 1" in client.page.says("#outdated")


def test_a_counter_leaves_one_group(client, world, soon):
    mark_session(session_id=given.sessions_of_match(soon.match_id)[3].id, status="rescheduled")
    client.sign_in_as(world.admin).get("/admin/messages")
    assert "Sessions 2 Changes 2 " in client.page.says("nav.chips")
    client.get("/admin/messages?show=changes")
    assert not is_shown(client, "reminder_family", soon.id)
    assert "another time" in client.page.says("#outdated")
    client.get("/admin/messages?show=nonsense")
    assert is_shown(client, "reminder_family", soon.id)


def test_a_backlog_is_cleared_with_one_press_and_corrections_stay(client, world, course, lessons):
    last = lessons[7]
    later = last.local_start + timedelta(hours=3)
    move_session(session_id=last.id, local_start=later, timezone=last.timezone)
    for learner, hour in ((world.zara, "14:00"), (world.yusuf, "15:30"), (world.stranger_learner, "10:00")):
        given.a_running_course(learner=learner, tutor=world.tutor, pattern=given.a_schedule((2, 4), hour))
    client.sign_in_as(world.admin)
    with clock.at(clock.now() + timedelta(hours=25)):
        client.get("/admin/messages?show=months")
        assert client.page.one("#desk-clear").text == "Mark 6 messages as not needed (due more than a day ago)"
        client.get("/admin/messages")
        clear = client.page.one("#desk-clear").find_parent("form")
        sent = {"count": clear.select_one("[name=count]")["value"]}
        client.follow(client.post("/admin/messages/clearing", {"count": "1"}, status=303))
        assert "Nothing was marked" in client.page.says("#toasts")
        client.follow(client.post("/admin/messages/clearing", sent, status=303))
        assert "marked as not needed. You can undo each of them below" in client.page.says("#toasts")
        assert client.page.soup.select_one("#desk-clear") is None
        assert client.page.soup.select("#outdated li.letter")
        assert "Marked not needed by Amna Rizvi" in client.page.says("#sent")


def test_the_admins_day_says_how_many_wait(client, world, soon):
    client.sign_in_as(world.admin).get("/admin")
    waiting_count = client.page.one("#today-messages")["hx-get"]
    text = client.get(waiting_count, htmx=True).get_data(as_text=True)
    assert ">2<" in text
    assert client.get(waiting_count, status=303).headers["Location"] == "/admin/messages"


def test_what_is_held_is_said_with_its_way_back_and_opened_by_nobody(client, world, course, lessons):
    day = lessons[3].local_start.date()
    done = add_closure(closed=Closed("Holiday", day, day, "Europe/London"))
    client.sign_in_as(world.admin).get("/admin/messages")
    assert "Closure or leave: 2 messages, ready at 14:10 Karachi, UTC+5" in client.page.says("#held")
    assert client.page.one("#held-1")["href"] == f"/admin/closures/{done.id}/removal"
    assert not is_shown(client, "closure_family", done.id)
    fields = {"situation": "closure_family", "about": done.id, "person": world.student, "version": ""}
    for act in ("opening", "sending", "dropping"):
        client.follow(client.post(f"/admin/messages/{act}", fields, status=303))
        assert "has changed since you opened the page" in client.page.says("#toasts")
    with clock.at(clock.now() + timedelta(minutes=11)):
        client.get("/admin/messages")
        assert "no sessions during Holiday" in card(client, "closure_family", done.id)[0].text
        opened = client.post("/admin/messages/opening", fields, status=303)
        assert opened.headers["Location"].startswith("https://wa.me/")


def test_another_tutor_is_undone_with_everything_it_changed(client, world, course, lessons):
    since = lessons[3].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=since, meet_link=given.OTHER_MEET_LINK)
    client.sign_in_as(world.admin).get("/admin/messages")
    client.get(client.page.one("#held-1")["href"])
    client.follow(client.post(client.page.one("#last form")["action"], {}, status=303))
    client.get("/admin/messages")
    assert client.page.soup.select_one("#held") is None
    assert "All sent." in client.page.says("#due")


def test_a_session_offers_what_applies_to_it_and_nothing_else(client, world, lessons):
    client.sign_in_as(world.admin).get(f"/admin/sessions/{lessons[4].id}")
    about = client.page.one("#desk")["hx-get"]
    assert about == client.page.one("#letters-about")["href"]
    client.get(about)
    assert is_shown(client, "reminder_family", lessons[4].id)
    assert "Not due yet 2" in client.page.says("#later")
    for situation in ("student_absent", "tutor_absent", "reschedule_confirmed_family", "late_join_family"):
        assert not is_shown(client, situation, lessons[4].id)

    with clock.at(lessons[4].scheduled_start_utc + timedelta(minutes=11)):
        client.get(about)
        assert is_shown(client, "late_join_tutor", lessons[4].id)
        mark_session(session_id=lessons[4].id, status="no_show_student")
        client.get(about)
        assert is_shown(client, "student_absent", lessons[4].id)
        assert not is_shown(client, "tutor_absent", lessons[4].id)


def test_from_a_sessions_page_it_is_noted_and_shown_there_as_sent(client, world, lessons):
    client.sign_in_as(world.admin)
    about = f"/admin/messages?session={lessons[4].id}"
    client.get(about)
    found, fields = card(client, "reminder_family", lessons[4].id)
    action = found.select('form[action^="/admin/messages/sending"]')[0]["action"]
    text = client.post(action, fields, htmx=True, status=200).get_data(as_text=True)
    assert "marked by Amna Rizvi" in text
    client.get(about)
    assert state_of(client, "reminder_family", lessons[4].id).startswith("Sent marked by Amna Rizvi")


def test_a_match_and_a_request_offer_the_month_and_the_payment(client, world, course):
    client.sign_in_as(world.admin)
    for page, kind, key in (("matches", "match", course.match), ("requests", "request", course.request)):
        client.get(f"/admin/{page}/{key}")
        assert client.page.one("#course-messages")["href"] == f"/admin/messages?match={course.match}"
        client.get(f"/admin/messages?{kind}={key}")
        assert is_shown(client, "sessions_generated_family", course.package)
        assert state_of(client, "match_confirmed_family", course.match).startswith("Sent")
        assert is_shown(client, "payment_received", course.package)
        assert not is_shown(client, "payment_instructions", course.package)


def test_an_invitation_waits_until_it_is_used_and_its_link_is_kept_nowhere(client, world, superuser):
    client.sign_in_as(world.admin).get(f"/admin/people/{world.stranger}")
    client.follow(client.post(f"/admin/people/{world.stranger}/invitation", {}, status=303))
    link = client.page.one("#invitation-link")["value"]
    found, fields = card(client, "invitation", "")
    assert link in found.textarea.text
    opened = client.post(f"/admin/messages/opening?person={world.stranger}", fields, status=303)
    assert link in parse_qs(urlsplit(opened.headers["Location"]).query)["text"][0]
    client.get("/admin/messages")
    assert is_shown(client, "invitation", "")
    client.post("/admin/messages/sending", fields, status=303)
    [(body,)] = superuser.execute("select body from messages where situation = 'invitation'").fetchall()
    assert "Hello Emaan, this is your sign-in link for Test Academy: … It works once" in body
    token = link.rsplit("/", 1)[1]
    assert token not in str(superuser.execute("select * from invitations").fetchall())
    client.get(f"/admin/people/{world.stranger}/invitation")
    assert client.page.one("#invitation-link")["value"] == link
    assert client.browser.get(link).status_code == 200


def test_an_invitation_from_the_command_line_has_no_link_to_show_again(client, world):
    invite_person(person_id=world.stranger)
    assert letters() == []
    client.sign_in_as(world.admin)
    client.follow(client.get(f"/admin/people/{world.stranger}/invitation", status=303))
    assert "Sign-in" in client.page.says("#sign-in")


def test_a_text_that_is_too_long_for_an_address_is_pasted_by_hand(client, world):
    pattern = given.a_schedule((0, 1, 2, 3, 4, 5, 6), "16:00")
    for learner, hour in ((world.zara, "15:00"), (world.yusuf, "17:00")):
        daily = given.a_schedule(pattern.days, hour)
        given.a_running_course(learner=learner, tutor=world.tutor, tier=20, pattern=daily)
    day = clock.now().date()
    done = add_closure(closed=Closed("Ramadan", day, day + timedelta(days=25), "Europe/London"), chosen=None)
    with clock.at(clock.now() + timedelta(minutes=11)):
        client.sign_in_as(world.admin).get("/admin/messages")
        found, fields = card(client, "closure_tutor", done.id)
        assert "too long to open in WhatsApp" in found.text
        opened = client.post("/admin/messages/opening", fields, status=303)
        assert opened.headers["Location"] == "https://wa.me/923000000000"


def test_a_link_that_two_matches_share_or_a_former_tutor_knows_is_warned_of(client, world, course, lessons):
    client.sign_in_as(world.admin).get(f"/admin/matches/{course.match}")
    assert client.page.soup.select_one("#facts-shared-link") is None
    assert client.page.soup.select_one("#facts-former-link") is None
    given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((1, 3), "18:00"))
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=lessons[3].local_start.date())
    set_meet_link(match_id=course.match, meet_link=given.MEET_LINK)

    client.get(f"/admin/matches/{course.match}")
    shared = client.page.says("#facts-shared-link")
    assert (
        "This link is also used for Zara Khan with Tariq Tutor. "
        "They could meet in the same call on Mon 2 Mar, 22:00 Karachi" in shared
    )
    assert "A previous tutor knows this link" in client.page.says("#facts-former-link")

    with clock.at(clock.now() + timedelta(minutes=1)):
        set_meet_link(match_id=course.match, meet_link=given.OTHER_MEET_LINK)
        client.get(f"/admin/matches/{course.match}")
    assert client.page.soup.select_one("#facts-shared-link") is None
    assert client.page.soup.select_one("#facts-former-link") is None


def test_only_admins_see_the_desk_and_nonsense_does_nothing(client, world, lessons, superuser):
    for person in (world.tutor, world.student):
        client.sign_in_as(person)
        assert client.browser.get("/admin/messages").status_code == 404
        client.post("/admin/messages/sending", {}, status=404)
    client.sign_in_as(world.admin)
    before = superuser.execute("select count(*) from messages").fetchone()
    for nonsense in ({}, {"situation": "x", "about": "y", "person": "z", "version": ""}):
        for act in ("opening", "sending", "dropping", "undoing"):
            client.post(f"/admin/messages/{act}", nonsense, status=303)
    assert superuser.execute("select count(*) from messages").fetchone() == before
    client.post("/admin/messages/sending", {}, status=400, token="stale")
    client.get("/admin/messages?session=x&match=y")


def test_an_ended_match_leaves_nothing_to_confirm(client, world, course):
    stop_match(match_id=course.match, status="ended")
    assert set(waiting(course.match)) == {"off_family", "off_tutor"}


def test_whoever_has_no_email_is_told_on_whatsapp_that_the_way_to_sign_in_changed(client, world, superuser):
    """With an address, a letter goes there at once. A first password is no change."""
    person = given.person("Amna Baji", "baji", "Asia/Karachi", "parent", password=given.PASSWORD)
    superuser.execute("update users set email = null, whatsapp = '+923211234567' where id = %s", (person,))
    log = "insert into audit_logs (at, actor_user_id, action, entity_id, details) values (%s, %s, %s, %s, '{}')"
    client.sign_in_as(world.admin)
    superuser.execute(log, (clock.now(), person, "person.password_set", person))
    client.get("/admin/messages")
    assert not is_shown(client, "sign_in_changed", person)
    superuser.execute(log, (clock.now(), person, "person.password_set", person))
    client.get("/admin/messages")
    assert "your sign-in to Test Academy was changed: the password" in client.page.says("#due")
    superuser.execute(log, (clock.now(), world.parent, "person.password_changed", world.parent))
    client.get("/admin/messages")
    assert not is_shown(client, "sign_in_changed", world.parent)
