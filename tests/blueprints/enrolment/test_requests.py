"""From a request to a match: enrolling on one screen, step by step, pausing and ending."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import psycopg
import pytest
from sqlalchemy import select

from corved.config import PROJECT
from corved.database.session import db
from corved.models import Match, Package, Payment, Request, Subject
from corved.models.tuition import REQUEST_STATUSES
from corved.problems import Changed, Problem
from corved.scheduling.obstacles import WeeklyHours
from corved.scheduling.overlap import free_minutes, shared_spans
from corved.scheduling.request_states import STEPS, may, step
from corved.scheduling.windows import WindowKind
from corved.use_cases.enrolment.change_package import change_package
from corved.use_cases.enrolment.end_request import end_request
from corved.use_cases.enrolment.match_request import match_request
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.refund_payment import refund_payment
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.matches.resume_match import resume_match
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.people.set_active import set_active
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view


@pytest.fixture
def math(world):
    found = db.scalars(select(Subject.id).where(Subject.name == "Math")).one()
    db.rollback()
    return found


@pytest.fixture
def approved(world, math, superuser):
    for tutor in (world.tutor, world.other_tutor):
        superuser.execute("insert into tutor_profiles (user_id) values (%s) on conflict do nothing", (tutor,))
        set_tutor_subjects(tutor_id=tutor, is_approved=True, subjects=[(math, "o_level")])


@pytest.fixture
def admin(client, world, approved):
    return client.sign_in_as(world.admin)


def filled(world, math, **more):
    return {
        "learner": str(world.zara),
        "subject": str(math),
        "level": "o_level",
        "tier": "8",
        "first": "2026-03-09",
        "kind": "one_month",
        "amount": "24000",
        "paid_on": "2026-03-02",
        "tutor": str(world.tutor),
        "meet_link": given.MEET_LINK,
    } | more


def everything(kind):
    found = db.scalars(select(kind)).all()
    db.expunge_all()
    db.rollback()
    return found


def test_one_screen_makes_request_package_payment_and_match(admin, world, math):
    admin.get(f"/admin/enrolment?learner={world.zara}")
    assert admin.page.soup.select_one("#enrolment-learner option[selected]")["value"] == str(world.zara)

    admin.follow(admin.post("/admin/enrolment", filled(world, math), status=303))

    assert admin.page.says("h1") == "Zara Khan with Tariq Tutor"
    assert "Create" in admin.page.says("main") or "Preview" in admin.page.says("main")
    [request], [package], [payment], [match] = map(everything, (Request, Package, Payment, Match))
    assert (request.status, package.status, payment.status) == ("matched", "active", "paid")
    assert (package.start_date, package.end_date) == (date(2026, 3, 9), date(2026, 4, 8))
    assert (match.tutor_user_id, match.meet_link) == (world.tutor, given.MEET_LINK)


def test_what_is_not_agreed_yet_can_be_left_out(admin, world, math):
    sent = filled(world, math, amount="", tutor="", meet_link="")
    admin.follow(admin.post("/admin/enrolment", sent, status=303))

    assert "Waits for the payment" in admin.page.says(".head")
    [request], payments, matches = map(everything, (Request, Payment, Match))
    assert (request.status, payments, matches) == ("payment_pending", [], [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("learner", ""),
        ("learner", "nonsense"),
        ("subject", ""),
        ("tier", "9"),
        ("first", "nonsense"),
        ("first", "0001-01-01"),
        ("amount", "-5"),
        ("paid_on", ""),
        ("tutor", "nonsense"),
        ("meet_link", "https://zoom.us/x"),
        ("level", "phd"),
    ],
)
def test_nothing_is_written_while_something_is_wrong(admin, world, math, field, value):
    admin.get("/admin/enrolment")
    admin.post("/admin/enrolment", filled(world, math) | {field: value}, status=422)

    assert admin.page.says("#enrolment-summary")
    assert everything(Request) == []


def test_step_by_step_each_status_follows_from_the_one_before(admin, world, math):
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    url = f"/admin/requests/{key}"
    admin.get("/admin/requests?status=new")
    assert "Zara Khan" in admin.page.says("#requests")

    admin.get(url)
    admin.follow(admin.post(url + "/packages", {"tier": "12", "first": "2026-03-09", "kind": "28_days"}, status=303))
    assert "Waits for the payment" in admin.page.says(".head")
    [package] = everything(Package)
    sent = {"tier": "8", "first": "2026-03-10", "kind": "one_month"}
    admin.follow(admin.post(f"{url}/packages/{package.id}", sent, status=303))
    assert "8 sessions, Tue 10 Mar to Thu 9 Apr" in admin.page.says("main")
    admin.post(f"/admin/packages/{package.id}/payment", {"amount_pkr": "24000", "paid_on": "2026-03-02"}, status=303)
    admin.get(url)
    assert "Waits for a tutor" in admin.page.says(".head")
    admin.follow(admin.post(url + "/match", {"tutor": str(world.tutor)}, status=303))
    assert admin.page.says("h1") == "Zara Khan with Tariq Tutor"
    admin.get(url)
    assert "Waits for its sessions" in admin.page.says(".head")
    admin.follow(admin.post(url + "/match", {"tutor": str(world.tutor)}, status=303))
    assert "has a tutor already" in admin.page.says("#toasts")


def test_packages_that_overlap_are_refused_and_with_sessions_they_stay(admin, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    url = f"/admin/requests/{course.request}"
    admin.get(url)
    admin.post(url + "/packages", {"tier": "8", "first": "2026-03-20", "kind": "one_month"}, status=422)
    assert "overlap another package" in admin.page.says("#new-package-summary")
    with pytest.raises(Problem, match="This package has sessions"):
        change_package(package_id=course.package, tier=12, first=date(2026, 3, 2), kind=WindowKind.ONE_MONTH)


def test_a_payment_is_rejected_or_given_back(world, math):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)
    record_payment(package_id=course.package, amount_pkr=1, paid_on=date(2026, 3, 1), status="rejected")
    assert everything(Package)[0].status == "pending"
    record_payment(package_id=course.package, amount_pkr=2, paid_on=date(2026, 3, 2))
    paid = next(each for each in everything(Payment) if each.status == "paid")

    assert refund_payment(payment_id=paid.id)

    assert everything(Package)[0].status == "pending"
    with pytest.raises(Changed):
        refund_payment(payment_id=paid.id)


def test_a_package_with_sessions_keeps_them_when_its_payment_is_given_back(world):
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    [paid] = everything(Payment)

    assert not refund_payment(payment_id=paid.id)

    assert everything(Package)[0].status == "active"


def test_tutors_are_ranked_by_what_they_teach_and_by_hours_that_fit_in_real_time(admin, world, math, superuser):
    superuser.execute(
        """update tutor_profiles set weekly_hours = '[{"day": 1, "from": "15:00", "to": "19:00"}]'
           where user_id = %s""",
        (world.other_tutor,),
    )
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    url = f"/admin/requests/{key}"
    admin.get(url)
    admin.post(f"{url}/availability", {"from_1": "10:00"}, status=422)
    admin.post(f"{url}/availability", {"from_1": "13:00", "to_1": "10:00"}, status=422)
    assert "Hours end after they begin" in admin.page.says("#hours-form")
    admin.follow(admin.post(f"{url}/availability", {"from_1": "10:00", "to_1": "13:00"}, status=303))
    assert "When the learner can is kept." in admin.page.says("#toasts")

    names = [each.get_text() for each in admin.page.soup.select("#tutors label b")]
    assert names == ["Bilal Ahmed", "Tariq Tutor"]
    assert "3 hours of the week fit and are free" in admin.page.says("#tutors")


def test_hours_overlap_as_instants():
    karachi = WeeklyHours("Asia/Karachi", ((2, 0, 6 * 60),))  # Tuesday 00:00 to 06:00 there
    new_york = WeeklyHours("America/New_York", ((1, 14 * 60, 24 * 60),))  # Monday 14:00 to midnight there

    def minutes(one, other, monday, taken=()):
        return free_minutes(shared_spans(one, other, monday), taken)

    assert minutes(karachi, new_york, date(2026, 3, 2)) == 6 * 60
    assert minutes(new_york, karachi, date(2026, 3, 2)) == 6 * 60
    assert minutes(new_york, karachi, date(2026, 3, 9)) == 6 * 60  # an hour earlier, and still inside
    assert minutes(karachi, WeeklyHours("Asia/Karachi", ((3, 0, 60),)), date(2026, 3, 2)) == 0
    midnight = datetime(2026, 3, 2, 19, tzinfo=UTC)  # Tuesday 00:00 in Karachi
    half_before = (midnight - timedelta(minutes=30), midnight + timedelta(minutes=30))
    assert minutes(karachi, new_york, date(2026, 3, 2), [half_before]) == 6 * 60 - 30


def test_a_tutors_sessions_in_the_hours_that_fit_are_shown_and_count_against(admin, world, math, superuser):
    superuser.execute(
        """update tutor_profiles set weekly_hours = '[{"day": 1, "from": "15:00", "to": "19:00"}]'
           where user_id = any(%s)""",
        ([world.tutor, world.other_tutor],),
    )
    superuser.execute("update tutor_profiles set hours_timezone = 'Asia/Karachi'")
    afternoons = given.a_schedule((1, 3), "16:00", "Asia/Karachi")
    given.a_running_course(learner=world.yusuf, tutor=world.other_tutor, pattern=afternoons)
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    url = f"/admin/requests/{key}"
    hours = {"from_1": "10:00", "to_1": "13:00"}  # in London; 15:00 to 18:00 in Karachi

    admin.follow(admin.post(f"{url}/availability", hours, status=303))

    names = [each.get_text() for each in admin.page.soup.select("#tutors label b")]
    assert names == ["Tariq Tutor", "Bilal Ahmed"]
    assert "2 hours of the week fit and are free" in admin.page.says("#tutors")
    assert "Taken: Mon 2 Mar, 16:00–17:00 with Yusuf Khan (Karachi, UTC+5)" in admin.page.says("#tutors")


def test_stopping_says_what_it_takes_and_takes_just_that(admin, world, superuser):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    sessions = given.sessions_of(course)
    move_session(
        session_id=sessions[5].id,
        local_start=sessions[5].local_start.replace(hour=12),
        timezone="Europe/London",
        reason="x",
    )
    with given.after(sessions[1].scheduled_end_utc):
        mark_session(session_id=sessions[0].id, status="done")
        mark_session(session_id=sessions[1].id, status="no_show_tutor")
        admin.get(f"/admin/matches/{course.match}/stop")
        assert "removes 5 sessions to come and sets 1 moved ones aside" in admin.page.says("main")
        assert "1 owed already" in admin.page.says("main")
        url = f"/admin/matches/{course.match}/stop"
        admin.post(url, {"status": "paused", "seen": "5"}, status=422)
        assert "Look again" in admin.page.says("#stop-summary")
        admin.follow(admin.post(url, {"status": "paused", "seen": "6"}, status=303))
        assert "5 sessions removed, 1 set aside" in admin.page.says("#toasts")

    assert [each.status for each in given.sessions_of(course)] == ["done", "no_show_tutor", "rescheduled"]
    assert {each.status for each in everything(Request)} == {"paused"}
    admin.follow(admin.post(f"/admin/matches/{course.match}/resumption", status=303))
    assert "The match runs again" in admin.page.says("#toasts")
    assert everything(Match)[0].status == "active"


def test_an_ended_match_stays_ended(world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    stop_match(match_id=course.match, status="ended")
    for status in ("ended", "paused"):
        with pytest.raises(Problem, match="ended already"):
            stop_match(match_id=course.match, status=status)
    with pytest.raises(Problem, match="Only a paused one"):
        resume_match(match_id=course.match)
    with pytest.raises(Problem, match="ended"):
        sell_package(request_id=course.request, tier=8, first=date(2026, 5, 2))


def test_what_is_agreed_counts_where_no_session_is_yet_and_hours_need_not_be_known(admin, world, math):
    given.a_running_course(learner=world.yusuf, tutor=world.other_tutor, pattern=given.a_schedule((1, 3), "11:00"))
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    sell_package(request_id=key, tier=8, first=date(2026, 6, 1))  # two months after the last session that there is
    url = f"/admin/requests/{key}"

    admin.follow(admin.post(f"{url}/availability", {"from_1": "10:00", "to_1": "13:00"}, status=303))

    assert "Taken: Mon 1 Jun, 15:00–16:00 with Yusuf Khan (Karachi, UTC+5)" in admin.page.says("#tutors")


def test_only_who_is_approved_for_it_can_be_chosen(admin, world, math, superuser):
    set_tutor_subjects(tutor_id=world.other_tutor, is_approved=True, subjects=[(math, "a_level")])
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    admin.get(f"/admin/requests/{key}")
    assert [each.get_text() for each in admin.page.soup.select("#tutors label b")] == ["Tariq Tutor"]

    admin.follow(admin.post(f"/admin/requests/{key}/match", {"tutor": str(world.other_tutor)}, status=303))
    assert "not approved for it" in admin.page.says("#toasts")
    admin.get("/admin/enrolment")
    admin.post("/admin/enrolment", filled(world, math, tutor=str(world.other_tutor)), status=422)
    assert "not approved for it" in admin.page.says("#enrolment-summary")
    assert everything(Match) == []


def test_the_one_screen_keeps_when_the_learner_can_and_the_note(admin, world, math):
    admin.get("/admin/enrolment")
    more = {"from_1": "10:00", "to_1": "13:00", "note": "Two transfers"}
    admin.post("/admin/enrolment", filled(world, math, **more), status=303)
    assert everything(Request)[0].availability == [{"day": 1, "from": "10:00", "to": "13:00"}]
    assert everything(Payment)[0].note == "Two transfers"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"from_1": "10:00"}, "both times"),
        ({"paid_on": "0001-01-01"}, "year"),
        ({"preferred_start": "9999-01-01"}, "year"),
    ],
)
def test_the_one_screen_refuses_half_a_day_and_impossible_years(admin, world, math, wrong, says):
    admin.get("/admin/enrolment")
    admin.post("/admin/enrolment", filled(world, math, **wrong), status=422)
    assert says in admin.page.says("#enrolment")
    assert everything(Request) == []


def test_the_same_enrolment_again_is_refused(admin, world, math):
    admin.get("/admin/enrolment")
    admin.post("/admin/enrolment", filled(world, math), status=303)
    admin.post("/admin/enrolment", filled(world, math), status=422)
    assert "Zara Khan has a request for Math at this level already" in admin.page.says("#enrolment-summary")
    assert len(everything(Payment)) == 1


def test_one_screen_takes_the_schedule_too_and_the_next_press_creates_the_sessions(admin, world, math):
    admin.get(f"/admin/enrolment?learner={world.zara}")
    assert admin.page.one("#schedule-timezone")["value"] == "Europe/London"
    agreed = {"days": ["1", "3"], "time": "17:00", "duration_mins": "60", "timezone": "Europe/London"}

    admin.follow(
        admin.post("/admin/enrolment", filled(world, math, preferred_start="2026-03-09", **agreed), status=303)
    )

    assert "Look at the sessions, then create them." in admin.page.says("#toasts")
    assert "Mondays and Wednesdays, 17:00 London" in admin.page.says("#agreed")
    assert "8 of 8" in admin.page.says("#preview") or "all 8" in admin.page.says("#preview").lower()
    assert everything(Request)[0].preferred_start == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"days": []}, "Choose at least one day"),
        ({"time": ""}, "Write the time"),
        ({"timezone": "Mars"}, "Mars"),
        ({"tutor": "", "meet_link": ""}, "choose the tutor, too"),
        ({"preferred_start": "soon"}, "date"),
    ],
)
def test_a_schedule_that_cannot_be_enrols_nobody(admin, world, math, wrong, says):
    agreed = {"days": ["1", "3"], "time": "17:00", "duration_mins": "60", "timezone": "Europe/London"}
    admin.get("/admin/enrolment")

    admin.post("/admin/enrolment", filled(world, math, **(agreed | wrong)), status=422)

    assert says in admin.page.says("#enrolment-summary")
    assert everything(Request) == []


def test_a_request_without_a_tutor_is_ended(admin, world, math):
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    admin.get(f"/admin/requests/{key}")
    admin.follow(admin.post(f"/admin/requests/{key}/end", {"reason": "Moved away"}, status=303))
    assert "Ended" in admin.page.says(".head")
    admin.follow(admin.post(f"/admin/requests/{key}/end", {}, status=303))
    assert "ended already" in admin.page.says("#toasts")


def test_the_table_of_steps_knows_every_status_and_changes_no_other():
    statuses = {"new", "payment_pending", "ready_to_match", "matched", "active", "paused", "ended"}
    assert {each.after for each in STEPS} | set().union(*(each.before for each in STEPS)) == statuses
    for status in statuses:
        for how in {each.how for each in STEPS}:
            assert (step(how, status) == status) == (not may(how, status)), (how, status)


def as_documented() -> str:
    """The table of docs/statuses.md."""
    lines = ["| what | from | to | and |", "|---|---|---|---|"]
    for each in STEPS:
        before = ", ".join(status for status in REQUEST_STATUSES if status in each.before)
        lines.append(f"| {each.how} | {before} | {each.after} | {each.does} |")
    return "\n".join(lines)


def test_the_documentation_is_the_table():
    assert as_documented() in (PROJECT / "docs/statuses.md").read_text()


def test_the_database_allows_the_steps_of_the_table_and_no_other(world, math, superuser):
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    allowed = {(before, each.after) for each in STEPS for before in each.before}
    for before, after in product(REQUEST_STATUSES, repeat=2):
        superuser.execute("set session_replication_role = replica")
        superuser.execute("update requests set status = %s where id = %s", (before, key))
        superuser.execute("set session_replication_role = origin")
        if before == after or (before, after) in allowed:
            superuser.execute("update requests set status = %s where id = %s", (after, key))
        else:
            with pytest.raises(psycopg.Error, match="cannot become"):
                superuser.execute("update requests set status = %s where id = %s", (after, key))


def test_money_given_back_for_held_lessons_can_arrive_again(admin, world, superuser):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    [payment] = everything(Payment)
    refund_payment(payment_id=payment.id)
    admin.get(f"/admin/requests/{course.request}")
    assert "the money was given back" in admin.page.text

    admin.get(f"/admin/packages/{course.package}/payment")
    paid = {"amount_pkr": "20000", "paid_on": "2026-03-02"}
    admin.post(f"/admin/packages/{course.package}/payment", paid, status=303)

    assert sorted((each.amount_pkr, each.status) for each in everything(Payment)) == [
        (20000, "paid"),
        (24000, "refunded"),
    ]
    with pytest.raises(Changed, match="paid already"):
        record_payment(package_id=course.package, amount_pkr=1, paid_on=date(2026, 3, 2))


def test_an_ended_request_takes_no_payment(world, math):
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    package = sell_package(request_id=key, tier=8, first=date(2026, 3, 9))
    end_request(request_id=key)
    with pytest.raises(Problem, match="This request is ended"):
        record_payment(package_id=package, amount_pkr=1, paid_on=date(2026, 3, 2))


def test_what_is_paid_keeps_its_tier_and_the_kind_alone_can_change(world, math):
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    package = sell_package(request_id=key, tier=8, first=date(2027, 2, 1))
    assert change_package(package_id=package, tier=8, first=date(2027, 2, 1), kind=WindowKind.FOUR_WEEKS)
    assert everything(Package)[0].window_kind == WindowKind.FOUR_WEEKS
    record_payment(package_id=package, amount_pkr=1, paid_on=date(2026, 3, 2))
    with pytest.raises(Problem, match="paid as 8 sessions"):
        change_package(package_id=package, tier=20, first=date(2027, 2, 1), kind=WindowKind.FOUR_WEEKS)


def test_somebody_who_was_deactivated_is_not_matched(world, math, cast_put_back):
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    set_active(person_id=world.tutor, is_active=False)
    with pytest.raises(Problem, match="somebody who teaches"):
        match_request(request_id=key, tutor_user_id=world.tutor)


def test_money_given_back_makes_the_request_wait_for_it_again(world, math):
    key = open_request(learner_id=world.zara, subject_id=math, level="o_level")
    package = sell_package(request_id=key, tier=8, first=date(2026, 3, 9))
    record_payment(package_id=package, amount_pkr=24000, paid_on=date(2026, 3, 2))
    [payment] = everything(Payment)
    assert everything(Request)[0].status == "ready_to_match"

    assert refund_payment(payment_id=payment.id)

    assert (everything(Request)[0].status, everything(Package)[0].status) == ("payment_pending", "pending")


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("/admin/enrolment", {}),
        ("/admin/requests/{request}/packages", {"tier": "8", "first": "2026-06-01", "kind": "one_month"}),
        ("/admin/requests/{request}/packages/{package}", {"tier": "8", "first": "2026-06-01", "kind": "one_month"}),
        ("/admin/requests/{request}/match", {"tutor": "x"}),
        ("/admin/requests/{request}/availability", {"from_1": "10:00", "to_1": "13:00"}),
        ("/admin/requests/{request}/end", {}),
        ("/admin/matches/{match}/stop", {"status": "ended"}),
        ("/admin/matches/{match}/resumption", {}),
    ],
)
def test_only_admins_write_here(client, world, url, data):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    path = url.format(request=course.request, package=course.package, match=course.match)
    ask_of_a_writing_view(
        client,
        path,
        data,
        not_for=[world.parent, world.student, world.tutor],
        owner=world.admin,
        answers_get=path.endswith(("/enrolment", "/stop")),
    )
    assert everything(Match)[0].status == "active"
