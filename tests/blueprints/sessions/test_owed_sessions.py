"""What is owed, on the admin's and the family's pages: decisions, make-ups, the statement."""

import csv
import io

import pytest

from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


@pytest.fixture
def missed(course):
    """The first session, missed by its tutor; it is after its end from then on."""
    first = given.sessions_of(course)[0]
    with given.after(first.scheduled_end_utc):
        mark_session(session_id=first.id, status="no_show_tutor")
    return given.session_now(first.id)


@pytest.fixture
def admin(client, world, missed):
    with given.after(missed.scheduled_end_utc):
        yield client.sign_in_as(world.admin)


def of_session(session, more=""):
    return f"/admin/sessions/{session.id}{more}"


def adding(course):
    return f"/admin/matches/{course.match}/packages/{course.package}/session"


A_TIME = {"date": "2026-03-20", "time": "22:00", "timezone": "Asia/Karachi"}


def test_an_owed_session_leads_to_its_decision(admin, course, missed):
    admin.get(f"/admin/matches/{course.match}")
    assert "1 make-up due" in admin.page.says("#sessions")
    assert "Make-up due (the tutor was absent)." in admin.page.says(f'[id="session-{missed.id}"]')

    admin.get(of_session(missed, "/decision"))

    assert "Add the next one first" in admin.page.says("main")


def test_it_is_promised_written_off_and_owed_again(admin, course, missed):
    promise = {"kind": "make_up_by", "by": "2026-04-30", "seen": missed.version}
    admin.follow(admin.post(of_session(missed, "/decision"), promise))
    assert "It is to be made up by Thu 30 Apr." in admin.page.says("#owed")

    off = {"kind": "written_off", "why": "The family asked for it.", "seen": missed.version}
    admin.follow(admin.post(of_session(missed, "/decision"), off))
    assert "Written off: The family asked for it." in admin.page.says("#owed")
    assert "Resolved: written off by Amna Rizvi" in admin.page.says("#history")

    admin.follow(admin.post(of_session(missed, "/decision/undo")))
    assert "Make-up due (the tutor was absent)." in admin.page.says("#owed")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose what to do with the make-up."),
        ({"kind": "nonsense"}, "Choose what to do with the make-up."),
        ({"kind": "make_up_by"}, "Choose today or a later day."),
        ({"kind": "make_up_by", "by": "nonsense"}, "Enter a day like 2027-03-02."),
        ({"kind": "carried"}, "Choose a later month."),
        ({"kind": "carried", "into": "nonsense"}, "Choose a later month."),
        ({"kind": "written_off", "why": " "}, "Enter why it is written off."),
        ({"kind": "written_off", "why": "x" * 501}, "at most 500 characters"),
        ({"kind": "written_off", "why": "x", "seen": "scheduled@1"}, "changed this session in the meantime"),
    ],
)
def test_a_decision_that_cannot_be_is_refused_in_words(admin, missed, data, words):
    admin.post(of_session(missed, "/decision"), data, status=422)

    assert words in admin.page.says("#decision-summary")
    assert given.session_now(missed.id).settled_as is None


def test_it_is_carried_into_the_next_package(admin, course, missed):
    package = sell_package(request_id=course.request, terms=Terms(8, given.date(2026, 4, 2)))
    record_payment(package_id=package, amount=24000, paid_on=given.date(2026, 4, 2))
    admin.get(of_session(missed, "/decision"))
    assert "8 sessions, Thu 2 Apr to Fri 1 May" in admin.page.says("#decision")

    admin.follow(admin.post(of_session(missed, "/decision"), {"kind": "carried", "into": str(package)}))
    assert "Moved to a later month." in admin.page.says("#owed")

    admin.get(f"/admin/matches/{course.match}")
    assert "1 moved" in admin.page.says("#sessions")
    assert "1 moved here" in admin.page.says("#sessions")


def test_a_make_up_is_added_at_a_suggested_time(admin, course, missed):
    admin.get(f"{adding(course)}?makes_up={missed.id}")
    suggested = [each["href"] for each in admin.page.soup.select("#new-session-suggestions a")]
    assert suggested
    admin.get(suggested[0])
    form = {each["name"]: each.get("value", "") for each in admin.page.soup.select("#new-session input[name]")}
    form |= {"makes_up": str(missed.id), "timezone": "Asia/Karachi"}

    admin.follow(admin.post(adding(course), form))

    assert "0 of 8 used, 8 remaining" in admin.page.says("#sessions")
    assert "owed" not in admin.page.says("#sessions header")
    assert "make-up" in admin.page.soup.select("#sessions .rows")[0].get_text()
    assert given.session_now(missed.id).settled_as == "made_up"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"date": ""}, "Enter the new day."),
        ({"time": "nonsense"}, "Enter the new time, like 19:00."),
        ({"date": "2026-03-01"}, "in the past"),
        ({"date": "2026-03-04"}, "Taken: "),
        ({"makes_up": "nonsense"}, "Choose one of these."),
        ({"timezone": "Mars/Phobos"}, "Mars/Phobos"),
    ],
)
def test_a_session_that_cannot_be_added_is_refused_in_words(admin, course, missed, data, words):
    admin.post(adding(course), {**A_TIME, "makes_up": str(missed.id), **data}, status=422)

    assert words in admin.page.says("#new-session-summary")
    assert len(given.sessions_of(course)) == 8


def test_there_is_nothing_to_add_to_a_package_that_is_whole(client, world, course):
    client.sign_in_as(world.admin).get(adding(course))

    assert "There is nothing to add." in client.page.says("main")
    client.post(adding(course), A_TIME, status=422)


def test_a_session_to_come_is_removed_and_what_it_made_up_is_owed_again(admin, course, missed):
    admin.post(adding(course), {**A_TIME, "makes_up": str(missed.id)}, status=303)
    added = next(each for each in given.sessions_of(course) if each.makes_up_id)
    admin.get(of_session(added, "/removal"))
    assert "The month keeps 8 sessions , and the make-up is due again." in admin.page.says("main")

    admin.follow(admin.post(of_session(added, "/removal"), {"seen": added.version}))

    assert "The make-up is due again." in admin.page.says("#toasts")
    assert given.session_now(missed.id).settled_as is None
    assert len(given.sessions_of(course)) == 8


def test_the_statement_gives_each_session_and_its_sums_are_the_account(admin, course, missed):
    admin.post(adding(course), {**A_TIME, "makes_up": str(missed.id)}, status=303)
    admin.get(f"/admin/packages/{course.package}/statement")

    lines = [row.get_text(" ", strip=True) for row in admin.page.soup.select("table tbody tr")]
    assert len(lines) == 9
    assert "The tutor was absent. Made up on Fri 20 Mar, 22:00 Karachi." in lines[0]
    assert lines[0].endswith("0")
    assert any("Make-up." in each for each in lines)
    sums = admin.page.says(".sums")
    assert sums == "Done 0 Upcoming 8 Total sessions 8"
    assert admin.page.says("tfoot") == "Used so far, of 8 0"


def test_the_statement_as_csv_says_the_same_and_is_no_formula(admin, course, missed):
    admin.post(of_session(missed, "/decision"), {"kind": "written_off", "why": "=1+1"}, status=303)

    answer = admin.get(f"/admin/packages/{course.package}/statement.csv")

    assert answer.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig").split("\r\n\r\n")[0])))
    assert len(rows) == 8
    assert (rows[0]["date"], rows[0]["starts"], rows[0]["time_zone"]) == ("2026-03-02", "22:00", "Asia/Karachi")
    assert (rows[0]["status"], rows[0]["used"], rows[0]["remarks"]) == (
        "Did not take place",
        "0",
        "Written off: =1+1",
    )
    assert "Upcoming,7" in answer.get_data(as_text=True)


def test_a_family_sees_its_own_statement_and_nobody_elses(client, world, course, missed):
    url = f"/student/packages/{course.package}/statement"
    client.sign_in_as(world.student).get("/student")
    assert url in str(client.page.soup)
    client.get(url)
    assert "Make-up due to" not in client.page.says("h1")
    client.get(url + ".csv")

    client.sign_in_as(world.parent)
    client.get(url, status=404)
    client.get(url + ".csv", status=404)
    client.sign_in_as(world.tutor)
    client.get(url, status=404)


def test_a_family_reads_why_a_session_is_owed_and_what_was_agreed(client, world, course, missed):
    client.sign_in_as(world.student)
    with given.after(missed.scheduled_end_utc):
        client.get("/student")
        assert "Make-up due (the tutor was absent)." in client.page.says("#past")
        client.sign_in_as(world.admin)
        client.post(adding(course), {**A_TIME, "makes_up": str(missed.id)}, status=303)
        client.sign_in_as(world.student).get("/student")

    assert "The tutor was absent. Made up on Fri 20 Mar, 13:00 New York." in client.page.says("#past")


def test_the_questions_of_every_writing_view(client, world, course, missed):
    others = [world.student, world.parent, world.tutor]
    ask_of_a_writing_view(
        client,
        of_session(missed, "/decision"),
        {"kind": "written_off", "why": "x"},
        not_for=others,
        owner=world.admin,
        answers_get=True,
    )
    for path in ("/decision/undo", "/removal"):
        ask_of_a_writing_view(
            client, of_session(missed, path), {}, not_for=others, owner=world.admin, answers_get=path == "/removal"
        )
    ask_of_a_writing_view(
        client,
        adding(course),
        {**A_TIME, "makes_up": str(missed.id)},
        not_for=others,
        owner=world.admin,
        answers_get=True,
    )
    assert given.session_now(missed.id).settled_as is None


def test_after_its_package_ended_a_family_still_sees_what_it_is_owed(client, world, course, missed):
    last = given.sessions_of(course)[-1]
    with given.after(last.scheduled_end_utc, 60 * 24 * 60):
        client.sign_in_as(world.student).get("/student")

        assert "1 make-up due" in client.page.says("#packages")
        assert f"/student/packages/{course.package}/statement" in str(client.page.soup)
        assert "Make-up due (the tutor was absent)." in client.page.says("#past")


def test_what_is_carried_into_a_package_without_sessions_is_stated_there_and_shown_to_the_family(
    client, world, course, missed
):
    package = sell_package(request_id=course.request, terms=Terms(8, given.date(2026, 4, 2)))
    settle_owed_session(session_id=missed.id, decision=Decision("carried", into=package))
    client.sign_in_as(world.student).get("/student")
    assert "Math , make-up For the session on" in client.page.says("#upcoming")

    for person, area in ((world.student, "student"), (world.admin, "admin")):
        client.sign_in_as(person).get(f"/{area}/packages/{package}/statement")
        assert "Make-ups due 1" in client.page.says(".sums")
        assert "Total sessions 9" in client.page.says(".sums")


def test_after_a_write_off_the_numbers_still_come_to_the_package(client, world, course, missed):
    settle_owed_session(session_id=missed.id, decision=Decision("written_off", why="Agreed."))
    client.sign_in_as(world.student).get("/student")

    assert "Session 1 of 7 · 6 left after this" in client.page.says("#next-session")


def test_the_sessions_page_offers_every_mark_that_the_table_allows(admin, course, missed):
    def offered():
        admin.get(of_session(missed))
        return {each["value"] for each in admin.page.soup.select("#main button[name=status]")}

    assert offered() == {"done", "scheduled", "rescheduled", "no_show_student"}
    admin.post(of_session(missed, "/mark"), {"status": "done", "seen": missed.version}, status=303)
    assert offered() == {"scheduled", "rescheduled", "no_show_student", "no_show_tutor"}
    mark_session(session_id=missed.id, status="no_show_tutor")
    admin.post(adding(course), {**A_TIME, "makes_up": str(missed.id)}, status=303)
    assert offered() == {"rescheduled"}


def test_a_tutor_reads_the_history_of_own_sessions_without_admins_names_and_reasons(client, world, course, missed):
    second = given.sessions_of(course)[1]
    move_session(
        session_id=second.id,
        local_start=second.local_start.replace(hour=12),
        timezone=second.timezone,
        reason="The mother is ill.",
    )
    client.sign_in_as(world.tutor).get(f"/tutor/sessions/{second.id}")

    assert "Moved from Wed 4 Mar, 17:00 London to Wed 4 Mar, 12:00 London" in client.page.says(".history")
    assert "by the academy" in client.page.says(".history")
    assert "ill" not in client.page.says("main").split()
    assert "Amna" not in client.page.says("main")


def test_a_session_that_is_over_is_not_removed_from_its_page(admin, course):
    first = given.sessions_of(course)[0]

    with given.after(first.scheduled_end_utc):
        admin.follow(admin.post(of_session(first, "/removal"), {}))

    assert "Only an upcoming session" in admin.page.says("#toasts")
    assert len(given.sessions_of(course)) == 8


def test_a_past_session_that_nobody_marked_is_to_be_marked(client, world, course):
    with given.after(given.sessions_of(course)[1].scheduled_end_utc, 5):
        client.sign_in_as(world.student).get(f"/student/packages/{course.package}/statement")
    says = client.page.says("main")
    assert says.count("To be marked –") == 2
    assert "To be marked 2 Upcoming 6" in says
    assert "24,000 PKR" in says
    assert client.page.says("#letterhead").startswith("Test Academy One-to-one tutoring · Karachi · +92 21")
