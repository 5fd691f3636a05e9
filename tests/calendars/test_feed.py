"""Calendar feeds: who may fetch what, and that every change reaches a calendar that has it already."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import recurring_ical_events
from icalendar import Calendar

from corved import clock
from corved.database.session import db, speak_for
from corved.queries.calendars.feed import calendar_entries, calendar_mark
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.people.set_active import set_active
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.undo_move import undo_move
from corved.web.extensions import limiter
from tests import given
from tests.calendars.khal import read_by_khal
from tests.programs import needs

APPLE = {"User-Agent": "macOS/15 dataaccessd/1.0"}


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def address(client, person, area="student"):
    """The path of the person's feed, made on their page."""
    client.sign_in_as(person).get(f"/{area}/calendar")
    client.follow(client.post(f"/{area}/calendar", {}, status=303))
    return client.page.one("#calendar-address")["value"].removeprefix("http://localhost")


def fetch(client, path, status=200, **headers):
    answer = client.browser.get(path, headers=APPLE | headers)
    speak_for(client.identity)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer


def events(client, path):
    """By session, read by icalendar; recurring-ical-events finds the same ones at the same instants."""
    calendar = Calendar.from_ical(fetch(client, path).data)
    found = calendar.walk("VEVENT")
    if found:
        times = [each["DTSTART"].dt for each in found]
        again = recurring_ical_events.of(calendar).between(min(times), max(times) + timedelta(days=1))
        assert instants(again) == instants(found)
    return {str(each["UID"]).removesuffix("@corved"): each for each in found}


def instants(found):
    return {str(each["UID"]): (each["DTSTART"].dt.astimezone(UTC), each["DTEND"].dt.astimezone(UTC)) for each in found}


@needs("khal")
def test_khal_reads_the_feed_as_the_database_has_it(client, world, course, tmp_path):
    """With a moved session, one without a time, and one that a change of clocks came before."""
    path = address(client, world.student)
    sessions = given.sessions_of(course)
    later = sessions[2].local_start + timedelta(hours=9)
    move_session(session_id=sessions[2].id, local_start=later, timezone="Europe/London")
    mark_session(session_id=sessions[5].id, status="rescheduled")
    stored = {
        f"{each.id}@corved": (each.scheduled_start_utc, each.scheduled_end_utc) for each in given.sessions_of(course)
    }

    feed = fetch(client, path).data

    assert read_by_khal(feed, tmp_path, stored.values()) == stored
    assert instants(Calendar.from_ical(feed).walk("VEVENT")) == stored


def test_it_has_every_session_with_title_link_and_instant(client, world, course):
    path = address(client, world.student)
    found = events(client, path)

    assert set(found) == {str(each.id) for each in given.sessions_of(course)}
    first = found[str(given.sessions_of(course)[0].id)]
    assert first["SUMMARY"] == "Ayaan Sheikh: Math with Tariq Tutor"
    assert first["LOCATION"] == given.MEET_LINK
    assert "TZID" not in first["DTSTART"].params, "a program with older rules would be an hour off"
    assert first["DTSTART"].dt == given.sessions_of(course)[0].scheduled_start_utc
    text = fetch(client, path).get_data(as_text=True)
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H" in text
    assert "X-PUBLISHED-TTL:PT1H" in text
    assert "VTIMEZONE" not in text
    assert "DTSTART:20260302T170000Z" in text
    assert "+92" not in text


def test_a_tutor_and_a_family_have_each_their_own(client, world, course):
    theirs = address(client, world.tutor, "tutor")
    assert {str(each["SUMMARY"]) for each in events(client, theirs).values()} == {"Math: Ayaan Sheikh"}
    stranger = address(client, world.stranger)
    assert events(client, stranger) == {}


def test_it_is_fetched_again_only_when_something_changed(client, world, course):
    path = address(client, world.student)
    first = fetch(client, path)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = fetch(client, path, 304, **{"If-None-Match": first.headers["ETag"]})
    assert again.data == b""

    set_meet_link(match_id=course.match, meet_link="https://meet.google.com/xyz-wxyz-xyz")

    changed = fetch(client, path, 200, **{"If-None-Match": first.headers["ETag"]})
    assert b"xyz-wxyz-xyz" in changed.data


def later(hours):
    return clock.at(clock.now() + timedelta(hours=hours))


def seen(client, path, session):
    each = events(client, path)[str(session.id)]
    return int(each["SEQUENCE"]), each["LAST-MODIFIED"].dt, str(each["STATUS"]), each["DTSTART"].dt.astimezone(UTC)


def test_whatever_happens_sequence_and_last_modified_rise_and_the_uid_stays(client, world, course):
    path = address(client, world.student)
    session = given.sessions_of(course)[2]
    was = [seen(client, path, session)]
    acts = [
        lambda: move_session(
            session_id=session.id, local_start=session.local_start + timedelta(hours=2), timezone=session.timezone
        ),
        lambda: undo_move(session_id=session.id),
        lambda: mark_session(session_id=session.id, status="rescheduled"),
        lambda: set_meet_link(match_id=course.match, meet_link="https://meet.google.com/xyz-wxyz-xyz"),
        lambda: reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=session.local_start.date()),
    ]
    for hours, act in enumerate(acts, start=1):
        with later(hours):
            act()
        was.append(seen(client, path, session))

    assert [each[0] for each in was] == sorted({each[0] for each in was})
    assert [each[1] for each in was] == sorted({each[1] for each in was})
    assert [each[2] for each in was] == ["CONFIRMED"] * 3 + ["CANCELLED"] * 3
    assert was[1][3] == session.scheduled_start_utc + timedelta(hours=2)
    assert was[2][3] == session.scheduled_start_utc


@pytest.mark.parametrize("area", ["student", "tutor"])
def test_the_mark_is_another_one_whenever_any_entry_is(world, course, area):
    """A calendar is read only where its mark is not the one that it had."""
    person = {"student": world.student, "tutor": world.tutor}[area]
    _first, second, third, fourth, *_rest = given.sessions_of(course)
    acts = [
        lambda: move_session(
            session_id=second.id, local_start=second.local_start + timedelta(hours=2), timezone=second.timezone
        ),
        lambda: undo_move(session_id=second.id),
        lambda: mark_session(session_id=third.id, status="rescheduled"),
        lambda: set_meet_link(match_id=course.match, meet_link="https://meet.google.com/xyz-wxyz-xyz"),
        lambda: remove_session(session_id=fourth.id, reason="agreed"),
        lambda: reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=second.local_start.date()),
        lambda: None,
        lambda: given.a_running_course(
            learner=world.student_learner,
            tutor=world.tutor,
            subject="Physics",
            pattern=given.a_schedule((2, 4), "10:00"),
        ),
    ]
    found = []
    for hours, act in enumerate([lambda: None, *acts]):
        with later(hours):
            act()
            entries = sorted(calendar_entries(user_id=person, area=area), key=lambda each: each.id)
            found.append((repr(entries), calendar_mark(user_id=person, area=area)))
            db.rollback()

    assert len({entries for entries, _mark in found}) >= 7
    for entries, mark in found:
        assert {each[1] for each in found if each[0] == entries} == {mark}
        assert {each[0] for each in found if each[1] == mark} == {entries}


@pytest.mark.parametrize(
    ("rename", "name"),
    [
        ("update users set full_name = 'Tariq Mahmood' where full_name = 'Tariq Tutor'", "Tariq Mahmood"),
        ("update learners set full_name = 'Ayaan S.' where full_name = 'Ayaan Sheikh'", "Ayaan S."),
        ("update subjects set name = 'Maths' where name = 'Math'", "Maths"),
    ],
)
def test_a_new_name_is_a_change_too(client, world, course, superuser, cast_put_back, rename, name):
    path = address(client, world.student)
    session = given.sessions_of(course)[2]
    before = seen(client, path, session)

    with superuser.transaction():
        superuser.execute("select app.prove(null, 'app_admin', '2026-03-02T10:00:00Z')")
        superuser.execute(rename)

    after = seen(client, path, session)
    assert name in events(client, path)[str(session.id)]["SUMMARY"]
    assert after[0] > before[0]
    assert after[1] > before[1]
    assert after[2:] == before[2:]


def test_what_is_removed_is_cancelled_for_both_and_stays_so(client, world, course):
    family, tutor = address(client, world.student), address(client, world.tutor, "tutor")
    sessions = given.sessions_of(course)
    before = seen(client, family, sessions[7])
    with later(1):
        remove_session(session_id=sessions[7].id)
        withdraw_sessions(match_id=course.match, package_id=course.package)

    for path in (family, tutor):
        found = events(client, path)
        assert {str(each["STATUS"]) for each in found.values()} == {"CANCELLED"}
        assert len(found) == 8
        assert not any("LOCATION" in each for each in found.values())
    assert seen(client, family, sessions[7])[0] > before[0]


def test_a_change_of_tutor_cancels_it_for_the_one_before_until_it_comes_back(client, world, course):
    before, after = address(client, world.tutor, "tutor"), address(client, world.other_tutor, "tutor")
    session = given.sessions_of(course)[3]
    with later(1):
        reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=session.local_start.date())
    assert seen(client, before, session)[2] == "CANCELLED"
    assert seen(client, after, session)[2] == "CONFIRMED"
    first = seen(client, before, session)[0]

    with later(2):
        reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=session.local_start.date())

    assert seen(client, before, session)[2] == "CONFIRMED"
    assert seen(client, before, session)[0] > first
    assert seen(client, after, session)[2] == "CANCELLED"


def test_a_closure_takes_a_session_out_and_the_calendar_with_it(client, world, course):
    path = address(client, world.student)
    session = given.sessions_of(course)[4]
    day = session.local_start.date()
    with later(1):
        add_closure(closed=Closed("Holiday", day, day, "Europe/London"), chosen={session.id: ""})
    assert seen(client, path, session)[2] == "CANCELLED"


def test_a_new_address_kills_the_one_before_and_the_token_is_kept_nowhere(client, world, course, superuser, caplog):
    first = address(client, world.student)
    client.get("/student/calendar")
    assert client.page.soup.select_one("#calendar-address") is None
    client.get("/student/calendar?address=shown")
    assert client.page.one("#calendar-address")["value"].endswith(first)
    second = address(client, world.student)

    fetch(client, first, 404)
    fetch(client, second)
    token = first.removeprefix("/calendar/").removesuffix(".ics")
    rows = (
        superuser.execute("select * from calendar_feeds").fetchall()
        + superuser.execute("select details::text from audit_logs").fetchall()
    )
    assert token not in str(rows)
    assert token.replace("-", "") not in str(rows)
    assert token not in caplog.text


def test_it_closes_with_the_person_and_the_role(client, world, course, superuser, cast_put_back):
    family, tutor = address(client, world.student), address(client, world.tutor, "tutor")
    set_active(person_id=world.student, is_active=False)
    superuser.execute("delete from user_roles where user_id = %s and role = 'tutor'", (world.tutor,))

    fetch(client, family, 404)
    fetch(client, tutor, 404)
    set_active(person_id=world.student, is_active=True)
    fetch(client, family, 404)  # let in again, they make a new address
    fetch(client, f"/calendar/{uuid4()}.ics", 404)
    fetch(client, "/calendar/nonsense.ics", 404)


def test_the_page_says_when_a_calendar_looked_and_what_changed_since(client, world, course):
    path = address(client, world.student)
    client.get("/student/calendar")
    assert "Not opened by any calendar yet." in client.page.says("#calendar-fetched")
    client.browser.get(path, headers={"Sec-Fetch-Mode": "navigate"})
    client.get("/student/calendar")
    assert "Not opened by any calendar yet." in client.page.says("#calendar-fetched")

    fetch(client, path)
    client.get("/student/calendar")
    assert "Last updated in a calendar (macOS): Mon 2 Mar, 04:00 New York" in client.page.says("#calendar-fetched")
    assert "Nothing has changed since" in client.page.says("#calendar-fetched")

    with later(1):
        mark_session(session_id=given.sessions_of(course)[5].id, status="rescheduled")
        client.get("/student/calendar")
    assert "needs a new time" in client.page.says("#calendar-changed")


def test_each_address_is_slowed_down_by_itself(client, world, course):
    family, tutor = address(client, world.student), address(client, world.tutor, "tutor")
    limiter.enabled = True
    try:
        for _ in range(60):
            assert client.browser.get(family).status_code == 200
        assert client.browser.get(family).status_code == 429
        assert client.browser.get(tutor).status_code == 200
    finally:
        limiter.enabled = False
        limiter.reset()


def test_the_buttons_lead_to_each_calendar(client, world, course):
    path = address(client, world.student)
    links = {name: client.page.one(f"#calendar-{name}")["href"] for name in ("google", "apple", "outlook")}
    assert links["apple"] == f"webcal://localhost{path}"
    assert links["google"].startswith("https://calendar.google.com/calendar/render?cid=webcal%3A%2F%2Flocalhost%2F")
    assert links["outlook"].startswith("https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2Flocalhost%2F")


def test_a_single_session_is_a_file_for_its_people_only(client, world, course):
    session = given.sessions_of(course)[0]
    db.rollback()
    for person, area in ((world.student, "student"), (world.tutor, "tutor")):
        client.sign_in_as(person)
        answer = client.browser.get(f"/{area}/sessions/{session.id}/calendar.ics")
        [event] = Calendar.from_ical(answer.data).walk("VEVENT")
        assert event["DTSTART"].dt.astimezone(UTC) == session.scheduled_start_utc
    client.sign_in_as(world.stranger)
    assert client.browser.get(f"/student/sessions/{session.id}/calendar.ics").status_code == 404


def test_the_second_pass_of_an_hour_that_occurs_twice_is_itself(client, world):
    """25 October 2026, 01:30 in London occurs twice; a session moved to the second is not read as the first."""
    from corved.files.ics import calendar_file
    from corved.queries.calendars.feed import CalendarEntry

    starts = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    entries = [
        CalendarEntry(uuid4(), "scheduled", at, at + timedelta(minutes=20), "Europe/London", 0, at, "x", None)
        for at in starts
    ]
    found = Calendar.from_ical(calendar_file(entries, name="x", zone="UTC")).walk("VEVENT")
    assert [each["DTSTART"].dt.astimezone(UTC) for each in found] == starts


def test_what_is_long_past_leaves_the_feed_and_the_next_sessions_stay(client, world, course, superuser):  # situation 11
    """A tutor with 2,600 sessions behind them."""
    path = address(client, world.tutor, "tutor")
    coming = {str(each.id) for each in given.sessions_of(course)}
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        superuser.execute(
            """insert into sessions (match_id, package_id, tutor_user_id, learner_id, account_user_id, status,
                                     scheduled_start_utc, scheduled_end_utc, local_start, timezone, nominal_date)
               select s.match_id, s.package_id, s.tutor_user_id, s.learner_id, s.account_user_id, 'done', at,
                      at + interval '1 hour', at::timestamp, 'UTC', at::date
               from (select * from sessions limit 1) s, generate_series(1, 2600) n,
                    lateral (select timestamptz '2026-03-01 12:00Z' - n * interval '12 hours' as at) t""",
        )

    found = events(client, path)

    assert coming <= set(found)
    assert len(coming) + 2 * 58 < len(found) <= len(coming) + 2 * 60
    assert len(fetch(client, path).data) < 100_000


def test_a_month_created_and_withdrawn_three_times_leaves_after_30_days(client, world, course):  # situation 12
    path = address(client, world.student)
    for _ in range(3):
        withdraw_sessions(match_id=course.match, package_id=course.package)
        given.generate_sessions(match_id=course.match, package_id=course.package, draft=given.a_draft())
    assert len(events(client, path)) == 32
    with later(24 * 31):
        assert set(events(client, path)) == {str(each.id) for each in given.sessions_of(course)}
