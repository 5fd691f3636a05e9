"""From a request to a match: enrolling in four steps or in one, step by step, pausing and ending."""

from datetime import date
from itertools import product

import psycopg
import pytest
from sqlalchemy import select

from corved.config import PROJECT
from corved.database.session import db
from corved.models import Learner, Match, Package, Payment, Request, Subject, User
from corved.models.tuition import REQUEST_STATUSES
from corved.problems import Problem
from corved.scheduling.request_states import STEPS
from corved.scheduling.windows import WindowKind
from corved.use_cases.enrolment.change_package import change_package
from corved.use_cases.enrolment.end_request import end_request
from corved.use_cases.enrolment.match_request import match_request
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.people.set_active import set_active
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
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
        set_tutor_subjects(tutor_id=tutor, is_approved=True, subjects=[(math, given.level_id("O Levels"))])


@pytest.fixture
def admin(client, world, approved):
    return client.sign_in_as(world.admin)


def filled(world, math, **more):
    return {
        "learner": str(world.zara),
        "subject": str(math),
        "level": str(given.level_id("O Levels")),
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
    assert admin.page.says("#enrolment-title") == "Subject and tutor"
    assert admin.page.soup.select_one("#enrolment input[name=learner]")["value"] == str(world.zara)

    admin.follow(admin.post("/admin/enrolment", filled(world, math), status=303))

    assert admin.page.says("h1") == "Zara Khan, Math"
    assert "Create" in admin.page.says("main") or "Preview" in admin.page.says("main")
    [request], [package], [payment], [match] = map(everything, (Request, Package, Payment, Match))
    assert (request.status, package.status, payment.status) == ("matched", "active", "paid")
    assert (package.start_date, package.end_date) == (date(2026, 3, 9), date(2026, 4, 8))
    assert (match.tutor_user_id, match.meet_link) == (world.tutor, given.MEET_LINK)


def test_what_is_not_agreed_yet_can_be_left_out(admin, world, math):
    sent = filled(world, math, amount="", tutor="", meet_link="")
    admin.follow(admin.post("/admin/enrolment", sent, status=303))

    assert "Awaiting payment" in admin.page.says(".head")
    [request], payments, matches = map(everything, (Request, Payment, Match))
    assert (request.status, payments, matches) == ("payment_pending", [], [])


def step_on(admin, more, go, status=200):
    """Send the form that the page shows, with more filled in, by one of its buttons."""
    inputs = admin.page.soup.select("#enrolment input[name], #enrolment select[name], #enrolment textarea[name]")
    sent = {}
    for each in inputs:
        if each.get("type") in ("radio", "checkbox") and not each.has_attr("checked"):
            continue
        picked = each.select_one("option[selected]") or each.select_one("option")
        sent[each["name"]] = picked["value"] if picked else each.get("value", each.get_text())
    assert set(sent) >= set(more) - {"who", "learner", "tutor", "tier", "is_another"}
    admin.post("/admin/enrolment", sent | more | {"go": str(go)}, status=status)


def test_four_steps_enrol_a_new_family(admin, world, math, cast_put_back):
    admin.get("/admin/enrolment")
    family = {"who": "new", "parent": "Khadija Siddiqui", "learner_name": "Abdul Rahman Siddiqui"}
    step_on(admin, family | {"whatsapp": "+44 7700 900456"}, 2)
    assert "Abdul Rahman Siddiqui , family Khadija Siddiqui" in admin.page.says("[aria-label='So far']")
    assert "London (from the phone number)" in admin.page.says("[aria-label='So far']")
    step_on(admin, {"subject": str(math)}, 2)
    assert "Omar" in admin.page.says("#enrolment-tutors")
    step_on(admin, {"tutor": str(world.tutor)}, 3)
    assert "34,000 PKR" in admin.page.says("#enrolment")
    step_on(admin, {"tier": "12", "meet_link": "meet.google.com/abc-defg-hij"}, 4)
    assert "34,000 PKR , not paid yet" in admin.page.says("#enrolment .facts")
    assert everything(Request) == []
    step_on(admin, {}, "enrol", 303)

    [request], [package], [match] = map(everything, (Request, Package, Match))
    learner = db.scalars(select(Learner).where(Learner.full_name == "Abdul Rahman Siddiqui")).one()
    account = db.get_one(User, learner.account_user_id)
    assert (account.full_name, account.whatsapp, account.timezone) == (
        "Khadija Siddiqui",
        "+447700900456",
        "Europe/London",
    )
    assert (request.learner_id, package.tier, package.price) == (learner.id, 12, 34000)
    assert (match.tutor_user_id, match.meet_link) == (world.tutor, given.MEET_LINK)
    db.rollback()


def test_a_step_with_a_problem_is_shown_before_any_later_one_and_loses_nothing(admin, world, math):
    admin.get("/admin/enrolment")
    step_on(
        admin, {"who": "new", "parent": "Khadija Siddiqui", "learner_name": "", "whatsapp": "+1 800 555 0123"}, 2, 422
    )

    assert admin.page.says("#enrolment-title") == "Who will learn?"
    words = admin.page.says("#enrolment-summary")
    assert "Enter a name." in words
    assert "Choose a time zone" in words
    assert admin.page.soup.select_one("#enrolment-parent")["value"] == "Khadija Siddiqui"


def test_back_keeps_what_later_steps_have(admin, world, math):
    admin.get(f"/admin/enrolment?learner={world.zara}")
    step_on(admin, {"subject": str(math), "goals": "Get an A"}, 3)
    step_on(admin, {"tier": "20"}, 1)
    assert admin.page.says("#enrolment-title") == "Who will learn?"
    assert not admin.page.soup.select("#enrolment-summary")
    step_on(admin, {}, 4)
    assert admin.page.says("#enrolment-title") == "Check"
    assert "20 sessions" in admin.page.says("#enrolment")
    assert "Get an A" in admin.page.says("#enrolment")


def test_another_child_of_a_family_is_found_by_its_number_and_added(admin, world, math, superuser, cast_put_back):
    superuser.execute("update users set whatsapp = '+447700900123' where id = %s", (world.parent,))
    admin.get("/admin/enrolment")
    step_on(admin, {"find": "7700 900123"}, 1)
    assert "Zara Khan" in admin.page.says("#enrolment-families")
    assert "Another learner of" in admin.page.says("#enrolment-families")
    step_on(admin, {"learner": str(world.parent), "learner_name": "Zara Khan"}, 2)
    step_on(admin, {"subject": str(math)}, 3)
    step_on(admin, {}, 4)
    step_on(admin, {}, "enrol", 422)
    assert "Zara Khan is a learner of this family already." in admin.page.says("#enrolment-summary")
    step_on(admin, {"learner_name": "Hamza Khan"}, "enrol", 303)

    hamza = db.scalars(select(Learner).where(Learner.full_name == "Hamza Khan")).one()
    assert hamza.account_user_id == world.parent
    assert [each.learner_id for each in everything(Request)] == [hamza.id]


def test_a_number_that_somebody_has_is_asked_about(admin, world, math, superuser, cast_put_back):
    superuser.execute("update users set whatsapp = '+447700900123' where id = %s", (world.parent,))
    sent = filled(world, math) | {
        "who": "new",
        "learner": "",
        "learner_name": "Sara Malik",
        "whatsapp": "+447700900123",
    }
    admin.get("/admin/enrolment")
    admin.post("/admin/enrolment", sent, status=422)
    assert "has this number already" in admin.page.says("#enrolment-summary")
    assert everything(Request) == []
    step_on(admin, {"is_another": "y"}, "enrol", 303)
    assert len(everything(Request)) == 1


def test_a_course_that_the_learner_has_is_said_at_the_second_step(admin, world, math):
    open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("O Levels"))
    admin.get(f"/admin/enrolment?learner={world.zara}")
    step_on(admin, {"subject": str(math)}, 3, 422)
    assert admin.page.says("#enrolment-title") == "Subject and tutor"
    assert "Zara Khan has a course in Math at this level already" in admin.page.says("#enrolment-summary")
    step_on(admin, {"level": str(given.level_id("A Levels"))}, 3)


def test_the_link_of_their_last_course_with_the_tutor_is_filled_in(admin, world, math):
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    admin.get(f"/admin/enrolment?learner={world.zara}")
    step_on(admin, {"subject": str(math), "level": str(given.level_id("A Levels")), "tutor": ""}, 3)
    assert admin.page.soup.select_one("#enrolment-meet-link").get("value", "") == ""
    set_tutor_subjects(
        tutor_id=world.tutor,
        is_approved=True,
        subjects=[(math, given.level_id("A Levels")), (math, given.level_id("O Levels"))],
    )
    admin.get(f"/admin/enrolment?learner={world.zara}")
    step_on(admin, {"subject": str(math), "level": str(given.level_id("A Levels")), "tutor": str(world.tutor)}, 3)
    assert admin.page.soup.select_one("#enrolment-meet-link")["value"] == given.MEET_LINK


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
    key = open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("O Levels"))
    url = f"/admin/requests/{key}"
    admin.get("/admin/learners?stage=payment")
    assert "Zara Khan" in admin.page.says("#courses")

    admin.get(url)
    admin.follow(admin.post(url + "/packages", {"tier": "12", "first": "2026-03-09", "kind": "28_days"}, status=303))
    assert "Awaiting payment" in admin.page.says(".head")
    [package] = everything(Package)
    sent = {"tier": "8", "first": "2026-03-10", "kind": "one_month"}
    admin.follow(admin.post(f"{url}/packages/{package.id}", sent, status=303))
    assert "8 sessions, Tue 10 Mar to Thu 9 Apr" in admin.page.says("main")
    admin.post(f"/admin/packages/{package.id}/payment", {"amount": "24000", "paid_on": "2026-03-02"}, status=303)
    admin.get(url)
    assert "Needs tutor" in admin.page.says(".head")
    admin.follow(admin.post(url + "/match", {"tutor": str(world.tutor)}, status=303))
    assert admin.page.says("h1") == "Zara Khan, Math"
    admin.get(url)
    assert "Needs schedule" in admin.page.says(".facts")
    admin.follow(admin.post(url + "/match", {"tutor": str(world.tutor)}, status=303))
    assert "has a tutor already" in admin.page.says("#toasts")


def test_packages_that_overlap_are_refused_and_with_sessions_they_stay(admin, world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    url = f"/admin/requests/{course.request}"
    admin.get(url)
    admin.post(url + "/packages", {"tier": "8", "first": "2026-03-20", "kind": "one_month"}, status=422)
    assert "overlap another month" in admin.page.says("#new-package-summary")
    with pytest.raises(Problem, match="This month has sessions"):
        change_package(
            request_id=course.request,
            package_id=course.package,
            terms=Terms(12, date(2026, 3, 2)),
        )


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
    key = open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("O Levels"))
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


def test_an_ended_request_takes_no_payment(world, math):
    key = open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("O Levels"))
    package = sell_package(request_id=key, terms=Terms(8, date(2026, 3, 9)))
    end_request(request_id=key)
    with pytest.raises(Problem, match="This course has ended"):
        record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))


def test_what_is_paid_keeps_its_tier_and_the_kind_alone_can_change(world, math):
    key = open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("O Levels"))
    package = sell_package(request_id=key, terms=Terms(8, date(2027, 2, 1)))
    assert change_package(request_id=key, package_id=package, terms=Terms(8, date(2027, 2, 1), WindowKind.FOUR_WEEKS))
    assert everything(Package)[0].window_kind == WindowKind.FOUR_WEEKS
    record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))
    with pytest.raises(Problem, match="paid for 8 sessions"):
        change_package(request_id=key, package_id=package, terms=Terms(20, date(2027, 2, 1), WindowKind.FOUR_WEEKS))


def test_somebody_who_was_deactivated_is_not_matched(world, math, cast_put_back):
    key = open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("O Levels"))
    set_active(person_id=world.tutor, is_active=False)
    with pytest.raises(Problem, match="Choose a tutor"):
        match_request(request_id=key, tutor_user_id=world.tutor)


@pytest.mark.parametrize(
    ("url", "data"),
    [
        ("/admin/enrolment", {}),
        ("/admin/requests/{request}/packages", {"tier": "8", "first": "2026-06-01", "kind": "one_month"}),
        ("/admin/requests/{request}/packages/{package}", {"tier": "8", "first": "2026-06-01", "kind": "one_month"}),
        ("/admin/requests/{request}/match", {"tutor": "x"}),
        ("/admin/requests/{request}/availability", {"from_1": "10:00", "to_1": "13:00"}),
        ("/admin/requests/{request}/end", {}),
        ("/admin/requests/{request}/end/undo", {}),
        ("/admin/requests/{request}/packages/{package}/refund", {"amount": "1", "refunded_on": "2026-03-02"}),
        ("/admin/requests/{request}/packages/{package}/cancellation", {}),
        ("/admin/requests/{request}/packages/{package}/cancellation/undo", {}),
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
        answers_get=path.endswith(("/enrolment", "/stop", "/end", "/refund", "/cancellation")),
    )
    assert everything(Match)[0].status == "active"
