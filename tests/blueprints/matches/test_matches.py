"""The admin's list of matches, one match, its preview and its creation."""

from datetime import date

import pytest
from sqlalchemy import select

from corved.database.session import db
from corved.models import Subject
from corved.use_cases.enrolment.open_request import open_request
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view
from tests.page_inspection import Page

SCHEDULE = {
    "days": ["1", "3"],
    "time": "17:00",
    "duration_mins": "60",
    "timezone": "Europe/London",
    "start_date": "2026-03-02",
    "end_date": "2026-04-01",
    "follows": "2026-03-02 one_month",
    "window_kind": "one_month",
}


@pytest.fixture
def course(world):
    return given.a_matched_course(learner=world.student_learner, tutor=world.tutor)


@pytest.fixture
def admin(client, world, course):
    return client.sign_in_as(world.admin)


def url(course, more=""):
    return f"/admin/matches/{course.match}{more}"


def courses_shown(client):
    return [row.get_text(" ", strip=True) for row in client.page.soup.select("#courses tbody tr")]


def test_those_that_wait_come_first_with_their_month_and_money(client, world):
    given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4)))
    given.a_matched_course(learner=world.yusuf, tutor=world.tutor)
    math = db.scalars(select(Subject.id).where(Subject.name == "Math")).one()
    open_request(learner_id=world.student_learner, subject_id=math, level_id=given.level_id("O Levels"))
    client.sign_in_as(world.admin).get("/admin/learners")

    rows = courses_shown(client)

    assert [row.partition(" Math")[0] for row in rows] == [
        "Ayaan Sheikh New York",
        "Yusuf Khan Nadia Khan, London",
        "Zara Khan Nadia Khan, London",
    ]
    assert "Awaiting payment" in rows[0]
    assert "Needs schedule" in rows[1]
    assert "Active Tue 3 Mar, 22:00 17:00 London 0 of 8 used Paid" in rows[2]
    chips = [each.get_text(" ", strip=True) for each in client.page.soup.select(".chips a")]
    assert chips == ["All 3", "Awaiting payment 1", "Needs schedule 1", "Active 1"]


def test_a_course_with_a_tutor_whose_first_month_is_not_paid_awaits_payment(client, world):
    given.a_matched_course(learner=world.yusuf, tutor=world.tutor, paid=False)
    client.sign_in_as(world.admin).get("/admin/learners")
    assert "Awaiting payment" in courses_shown(client)[0]


def test_what_is_to_be_paid_and_what_ends_soon_is_said(client, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    given.sell_package(request_id=given.a_matched_course(learner=world.yusuf, tutor=world.tutor).request,
                       terms=given.Terms(12, date(2026, 5, 2)))  # fmt: skip
    client.sign_in_as(world.admin)
    with given.after(given.sessions_of(course)[7].scheduled_end_utc, 3 * 24 * 60):
        client.get("/admin/learners?search=zara")
        assert "Ending soon" in courses_shown(client)[0]
        client.get("/admin/learners?search=yusuf")
        assert "34,000 PKR due" in courses_shown(client)[0]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ayaan", 1),
        ("TARIQ", 1),
        ("math", 1),
        ("mat+áyaan", 1),
        ("math+zara", 0),
        ("nobody", 0),
        ("%", 0),
        ("_", 0),
        ("\\", 0),
    ],
)
def test_it_searches_learner_family_tutor_and_subject(admin, search, found):
    admin.get("/admin/learners?search=" + search.replace("%", "%25"))

    assert len(courses_shown(admin)) == found


@pytest.mark.parametrize(
    ("stage", "found"), [("schedule", 1), ("tutor", 0), ("active", 0), ("ended", 0), ("nonsense", 1)]
)
def test_it_filters_by_stage(admin, stage, found):
    response = admin.get(f"/admin/learners?stage={stage}", htmx=True)

    assert response.get_data(as_text=True).count("<tr id=") == found


def test_the_addresses_of_the_two_lists_before_lead_there(admin):
    assert admin.browser.get("/admin/matches?search=zara").headers["Location"] == "/admin/learners?search=zara"
    assert admin.browser.get("/admin/requests").headers["Location"] == "/admin/learners"


def test_the_page_says_who_what_and_what_is_used(client, world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    lesson = given.sessions_of(course)[0]
    client.sign_in_as(world.admin)
    with given.after(lesson.scheduled_end_utc):
        client.get(url(course))
        client.post(f"/admin/sessions/{lesson.id}/mark", {"status": "done"})
        client.get(url(course))

    facts = client.page.says("#facts")
    assert "Ayaan Sheikh · New York" in facts
    assert "Tariq Tutor · London" in facts
    assert "Month 1 Mon 2 Mar to Wed 1 Apr 1 done 7 upcoming" in client.page.says("#package")
    assert "1 of 8 used" in client.page.says("#package")
    assert "meet.google.com/abc-defg-hij" in facts


def test_the_form_starts_with_the_familys_zone_and_a_month(admin, course):
    admin.get(url(course))

    assert admin.page.one("#schedule-timezone")["value"] == "America/New_York"
    assert admin.page.one("#schedule-start")["value"] == "2026-03-02"
    assert admin.page.one("#schedule-end")["value"] == "2026-04-01"
    assert "New York · UTC−5" in admin.page.one('#schedule-zones option[value="America/New_York"]').text
    assert not admin.page.soup.select("#schedule-create")
    assert not admin.page.soup.select(".problem, [aria-invalid], .is-error"), "nobody has sent anything yet"


def test_the_preview_lists_every_session_in_both_zones_with_the_changes_of_clocks(admin, course):
    response = admin.post(url(course, "/preview"), SCHEDULE, htmx=True)
    text = " ".join(response.get_data(as_text=True).split())

    assert text.count("/8") == 8
    assert "Create 8 sessions" in text
    assert ">17:00–18:00</time></b></td>" in text
    assert "</bdi>, London</th>" in text
    assert ">12:00–13:00</time>" in text
    assert ">13:00–14:00</time>" in text
    assert "Clocks go forward in New York on Sun 8 Mar." in text
    assert "60 minutes later for <bdi>Ayaan</bdi>." in text
    assert "HX-" not in str(response.headers.get("HX-Redirect"))


def test_the_preview_says_what_is_missing_and_what_would_do(admin, course):
    short = SCHEDULE | {"days": ["1"], "end_date": "2026-03-28"}

    text = " ".join(admin.post(url(course, "/preview"), short, htmx=True).get_data(as_text=True).split())

    assert "<b>4 of 8</b> sessions fit between Mon 2 Mar and Sat 28 Mar" in text
    assert "Add Tuesdays, 17:00" in text
    assert "schedule-create" not in text


def test_the_preview_names_a_clash_in_its_place(client, world, course):
    given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((1, 4), "17:30"))
    client.sign_in_as(world.admin).get(url(course))

    text = " ".join(client.post(url(course, "/preview"), SCHEDULE, htmx=True).get_data(as_text=True).split())

    assert text.count("Clash.") == 4
    assert "Tariq Tutor teaches Zara Khan, Mon 2 Mar" in text
    assert "Create 8 sessions" not in text


def test_the_last_day_follows_the_first_until_somebody_chooses_it(admin, course):
    moved = admin.post(url(course, "/preview"), SCHEDULE | {"start_date": "2026-03-10"}, htmx=True)
    chosen = admin.post(
        url(course, "/preview"), SCHEDULE | {"start_date": "2026-03-10", "end_date": "2026-04-20"}, htmx=True
    )

    assert 'value="2026-04-09"' in moved.get_data(as_text=True)
    assert 'hx-target="#schedule-end-field"' in moved.get_data(as_text=True)
    assert "schedule-end-field" not in chosen.get_data(as_text=True)
    assert "Mon 20 Apr" in chosen.get_data(as_text=True)


def test_without_javascript_the_preview_is_a_page_with_an_address(admin, course):
    admin.get(url(course))
    response = admin.post(url(course, "/preview"), SCHEDULE | {"start_date": "2026-03-10"}, status=303)

    admin.follow(response)

    assert "csrf" not in response.headers["Location"]
    assert admin.page.one("#schedule-end")["value"] == "2026-04-09"
    assert "Create 8 sessions" in admin.page.says("#preview")


def test_creating_writes_them_and_shows_them(admin, course):
    admin.get(url(course))
    response = admin.post(url(course, "/sessions"), SCHEDULE, status=303)

    admin.follow(response)

    assert "Sessions created: 8." in admin.page.says("#toasts")
    assert len(admin.page.soup.select("#sessions li.row")) == 8
    assert len(given.sessions_of(course)) == 8


def test_pressing_twice_creates_once_and_says_so(admin, course):
    first = admin.post(url(course, "/sessions"), SCHEDULE, htmx=True, status=204)
    admin.post(url(course, "/sessions"), SCHEDULE, htmx=True, status=204)

    assert first.headers["HX-Redirect"] == url(course), "a fragment would only scroll the page that is there"

    admin.get(url(course))
    assert "exist already. Nothing was added." in admin.page.says("#toasts")
    assert len(given.sessions_of(course)) == 8


@pytest.mark.parametrize("more", [{}, {"apply": "time=18%3A00"}])
def test_a_preview_after_the_sessions_exist_says_so(admin, course, more):
    admin.post(url(course, "/sessions"), SCHEDULE, status=303)

    shown = admin.post(url(course, "/preview"), SCHEDULE | more, htmx=True, status=200).get_data(as_text=True)
    admin.follow(admin.post(url(course, "/preview"), SCHEDULE | more, status=303))

    assert "The sessions of this month exist already. Nothing was added." in shown
    assert "exist already. Nothing was added." in admin.page.says("#toasts")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"timezone": "UTC+5"}, "is not a time zone"),
        ({"timezone": "Nowhere/City"}, "is not a time zone"),
        ({"timezone": ""}, "Choose a time zone"),
        ({"days": []}, "Choose at least one day"),
        ({"days": ["1", "1"]}, "chosen twice"),
        ({"days": ["9"]}, "is not one of these"),
        ({"time": "25:00"}, "like 19:00"),
        ({"time": ""}, "Enter the time"),
        ({"duration_mins": "7"}, "Choose how long"),
        ({"duration_mins": "x"}, "Choose how long"),
        ({"start_date": "2026-02-30"}, "Enter the first day"),
        ({"start_date": ""}, "Enter the first day"),
        ({"start_date": "9999-12-31"}, "year"),
        ({"start_date": "0001-01-01"}, "year"),
        ({"end_date": "2026-03-01"}, "before the first day"),
        ({"end_date": "2099-03-01"}, "within one year"),
        ({"end_date": "2026-06-02"}, "at most 92 days"),
        ({"start_date": "2026-01-05", "end_date": "2026-02-04"}, "0 of 8"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_bad_input_gets_a_clear_answer_and_loses_nothing(admin, course, wrong, says, htmx):
    admin.get(url(course))
    response = admin.post(url(course, "/sessions"), SCHEDULE | wrong, htmx=htmx, status=422)

    text = response.get_data(as_text=True)
    assert says in text
    page = Page(text)
    assert page.one("#schedule-day-3").has_attr("checked") or "days" in wrong
    assert page.one("#schedule-time")["value"] == wrong.get("time", "17:00")
    assert given.sessions_of(course) == []


@pytest.mark.parametrize("wrong", [{"timezone": "UTC+5"}, {"days": []}, {"time": "25:00"}, {"start_date": "x"}])
def test_a_preview_of_nonsense_says_what_it_needs(admin, course, wrong):
    text = admin.post(url(course, "/preview"), SCHEDULE | wrong, htmx=True, status=200).get_data(as_text=True)

    assert "The 8 sessions appear here" in text
    assert "schedule-create" not in text


@pytest.mark.parametrize(
    ("missing", "says"), [({"paid": False}, "paid yet"), ({"meet_link": None}, "no Meet link yet")]
)
def test_what_is_missing_is_said_and_refused(client, world, missing, says):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, **missing)
    client.sign_in_as(world.admin).get(url(course))

    shown = client.post(url(course, "/preview"), SCHEDULE, htmx=True).get_data(as_text=True)
    refused = client.post(url(course, "/sessions"), SCHEDULE, htmx=True, status=422).get_data(as_text=True)

    assert says in shown
    assert ("schedule-create" in shown) == ("paid" in missing), "to start unpaid is an exception"
    assert says in refused
    where = "meet-link" if "meet_link" in missing else f"/admin/packages/{course.package}/payment"
    assert where in shown


def test_a_payment_is_recorded_once_and_opens_the_way(client, world, superuser):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, paid=False)
    payment = f"/admin/packages/{course.package}/payment"
    paid = {"amount": "24000", "paid_on": "2026-03-01", "bank_reference": "HBL 1234"}
    client.sign_in_as(world.admin).get(payment)
    assert client.page.one("#payment-amount")["value"] == "24000"

    client.follow(client.post(payment, paid, status=303))
    client.post(payment, paid, status=422)

    rows = superuser.execute("select amount, bank_reference, status from payments").fetchall()
    assert rows == [(24000, "HBL 1234", "paid")]
    assert "recorded already" in client.page.says("#payment-summary")
    client.get(payment)
    assert "This month is paid" in client.page.text


def test_a_rejected_payment_is_kept_with_its_note_and_the_package_waits(client, world, superuser):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, paid=False)
    payment = f"/admin/packages/{course.package}/payment"
    client.sign_in_as(world.admin).get(payment)
    rejected = {"amount": "24000", "paid_on": "2026-03-01", "note": "The bank knows nothing", "status": "rejected"}

    client.follow(client.post(payment, rejected, status=303))

    assert superuser.execute("select status, note from payments").fetchall() == [("rejected", "The bank knows nothing")]
    assert superuser.execute("select status from packages").fetchone() == ("pending",)
    client.post(payment, rejected | {"status": "paid"}, status=303)
    assert superuser.execute("select status from packages").fetchone() == ("active",)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"status": "refunded"}, "Choose one of these"),
        ({"note": "x" * 501}, "500 characters"),
        ({"amount": "0"}, "from 1 PKR to"),
        ({"amount": ""}, "Enter the amount"),
        ({"amount": "-5"}, "“-5” is not an amount"),
        ({"amount": "99999999999999999999"}, "from 1 PKR to"),
        ({"amount": "24000,00"}, "“24000,00” is not an amount in PKR"),
        ({"paid_on": "yesterday"}, "Enter the day"),
        ({"paid_on": "1066-01-01"}, "year"),
        ({"bank_reference": "x" * 101}, "100 characters"),
    ],
)
def test_a_payment_that_cannot_be_is_refused(client, world, superuser, wrong, says):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, paid=False)
    payment = f"/admin/packages/{course.package}/payment"
    paid = {"amount": "24000", "paid_on": "2026-03-01", "bank_reference": "HBL 1234"}
    client.sign_in_as(world.admin).get(payment)

    client.post(payment, paid | wrong, status=422)

    assert says in client.page.says("#payment-summary")
    assert superuser.execute("select count(*) from payments").fetchone() == (0,)


def test_only_admins_record_payments(client, world, superuser):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, paid=False)
    ask_of_a_writing_view(
        client,
        f"/admin/packages/{course.package}/payment",
        {"amount": "1", "paid_on": "2026-03-01"},
        not_for=[world.student, world.tutor],
        owner=world.admin,
        answers_get=True,
    )
    assert superuser.execute("select count(*) from payments").fetchone() == (0,)


def test_a_plan_that_changed_meanwhile_is_shown_again_not_created(admin, course):
    refused = admin.post(url(course, "/sessions"), SCHEDULE | {"seen": "0" * 16}, htmx=True, status=422)

    assert "have changed since you looked" in refused.get_data(as_text=True)
    assert "Create 8 sessions" in refused.get_data(as_text=True)
    assert given.sessions_of(course) == []


def test_the_meet_link_is_set_changed_and_removed(admin, course):
    link = url(course, "/meet-link")
    admin.get(link)
    admin.post(link, {"meet_link": "https://meet.google.com/xyz-abcd-xyz"}, status=303)
    admin.get(url(course))
    assert "meet.google.com/xyz-abcd-xyz" in admin.page.says("#facts")

    admin.post(link, {"meet_link": "Meet.google.com/ABC-defg-hij?authuser=0"}, status=303)
    admin.get(url(course))
    assert "meet.google.com/abc-defg-hij" in admin.page.says("#facts")

    admin.post(link, {"meet_link": ""}, status=303)
    admin.get(url(course))
    assert "Not set yet" in admin.page.says("#facts")


@pytest.mark.parametrize(
    "link", ["https://zoom.us/j/1", "https://meet.google.com.example.org/abc-defg-hij", "https://meet.google.com/", "x"]
)
@pytest.mark.parametrize("htmx", [True, False])
def test_another_hosts_link_is_refused_and_kept_in_the_field(admin, course, link, htmx):
    admin.get(url(course))
    response = admin.post(url(course, "/meet-link"), {"meet_link": link}, htmx=htmx, status=422)

    assert "looks like https://meet.google.com/abc-defg-hij" in response.get_data(as_text=True)
    assert f'value="{link}"' in response.get_data(as_text=True)


def test_the_next_month_starts_from_the_schedule_that_held(client, world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    package = given.sell_package(request_id=course.request, terms=given.Terms(12, date(2026, 4, 2)))
    given.record_payment(package_id=package, amount=34000, paid_on=date(2026, 3, 2))
    client.sign_in_as(world.admin).get(url(course))
    client.get(client.page.one("#set-up a")["href"])

    assert client.page.one("#schedule-timezone")["value"] == "Europe/London"
    assert client.page.one("#schedule-start")["value"] == "2026-04-02"
    assert "8 of 12" in client.page.says("#receipt") or "9 of 12" in client.page.says("#receipt")


@pytest.mark.parametrize(
    ("path", "data"),
    [("/sessions", SCHEDULE), ("/preview", SCHEDULE), ("/meet-link", {"meet_link": given.MEET_LINK})],
)
def test_only_admins_write_here(client, world, course, path, data):
    if path != "/meet-link":
        ask_of_a_writing_view(
            client, url(course, path), data, not_for=[world.student, world.tutor, world.stranger], owner=world.admin
        )
    assert given.sessions_of(course) == []


def test_the_present_month_stands_first_and_one_that_is_not_paid_says_so(client, world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    package = given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))
    with given.after(given.sessions_of(course)[0].scheduled_end_utc):
        given.record_payment(package_id=package, amount=1000, paid_on=date(2026, 3, 2))
        client.sign_in_as(world.admin).get(url(course))
        client.post(
            url(course, "/sessions"),
            SCHEDULE
            | {
                "start_date": "2026-04-02",
                "end_date": "2026-05-01",
                "follows": "2026-04-02 one_month",
                "reason": "They pay on Friday",
            },
            status=303,
        )
        client.get(url(course))

    months = [each.get_text(" ", strip=True) for each in client.page.soup.select(".month-card > header")]
    assert [each[:7] for each in months] == ["Month 1", "Month 2"]
    assert "PKR" not in months[0]
    assert "PKR" in months[1]
