"""The turn of the month: how each running match stands, all ready ones at once, and taking that back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from corved import clock
from corved.cli.operations import generate_all
from corved.database.session import db
from corved.models import Package
from corved.queries.matches.match_page import match_page
from corved.queries.months.generation_run import generation_run, latest_runs, to_do_of_run
from corved.scheduling.month_turn import Turn
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.enrolment.change_package import change_package
from corved.use_cases.enrolment.decline_renewal import decline_renewal
from corved.use_cases.enrolment.expire_packages import expire_packages
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package
from corved.use_cases.enrolment.renew_package import renew_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.end_finished_matches import end_finished_matches
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.months.undo_generated_match import undo_generated_match
from corved.use_cases.months.undo_generation_run import undo_generation_run
from corved.use_cases.people.set_active import set_active
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from tests import given
from tests.month_board import board, generate_one, to_create

APRIL = date(2026, 4, 2)
LAST_DAYS = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)  # the packages of March end on Wednesday 1 April


@pytest.fixture
def last_days():
    with clock.at(LAST_DAYS):
        yield


@pytest.fixture
def course(world, last_days):
    with clock.at(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)):
        return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def next_month(course, tier=8, paid=True):
    package = given.sell_package(request_id=course.request, terms=given.Terms(tier, APRIL))
    if paid:
        given.record_payment(package_id=package, amount=given.PRICES[tier], paid_on=date(2026, 3, 30))
    return package


def turn_of(course):
    found = {each.match_id: (each.turn, each.why) for each in board()}
    db.rollback()
    return found[course.match]


def run_over(*pairs):
    """A run, done to its end."""
    run = start_generation_run(list(pairs))
    go_on(run)
    return run


def go_on(run):
    found = to_do_of_run(run, 100)
    db.rollback()
    for each in found:
        if each.is_undo:
            undo_generated_match(run_id=run, package_id=each.package_id)
        else:
            generate_one(match_id=each.match_id, package_id=each.package_id, run_id=run)


def report_of(run):
    report = generation_run(run, now=clock.now())
    db.rollback()
    return report


def test_a_match_goes_from_renewal_over_payment_to_ready_and_complete(course):
    assert turn_of(course) == (Turn.DECISION, "its month ends on Wed 1 Apr, no next month yet")
    package = renew_package(package_id=course.package)
    assert turn_of(course) == (Turn.BLOCKED, "not paid yet")
    given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 30), is_another=True)
    assert turn_of(course) == (Turn.READY, "")
    run_over((course.match, package))
    assert turn_of(course) == (Turn.COMPLETE, "")


def test_in_the_middle_of_its_month_it_is_complete(course):
    with clock.at(datetime(2026, 3, 20, tzinfo=UTC)):
        assert turn_of(course) == (Turn.COMPLETE, "")


def test_who_does_not_renew_is_complete_until_the_end_and_then_to_be_ended(course):
    decline_renewal(package_id=course.package)
    assert turn_of(course) == (Turn.COMPLETE, "")
    with clock.at(datetime(2026, 4, 5, tzinfo=UTC)):
        assert turn_of(course) == (
            Turn.COMPLETE,
            "its month ended on Wed 1 Apr and is not renewed: the course ends automatically",
        )


def test_a_course_that_is_not_renewed_ends_a_day_after_its_month(course):  # situation 22
    decline_renewal(package_id=course.package)
    sessions = given.sessions_of(course)
    with clock.at(datetime(2026, 4, 2, 12, tzinfo=UTC)):
        for each in sessions:
            mark_session(session_id=each.id, status="done")
        assert end_finished_matches() == 0, "a day to undo it"
    with clock.at(datetime(2026, 4, 3, 12, tzinfo=UTC)):
        assert end_finished_matches() == 1
        assert end_finished_matches() == 0
        assert board() == []
        db.rollback()
    assert len(given.sessions_of(course)) == 8


@pytest.mark.parametrize("why", ["an unmarked session", "a make-up", "renewed after all"])
def test_a_course_with_something_open_does_not_end_by_itself(course, why):
    decline_renewal(package_id=course.package)
    first, *others = given.sessions_of(course)
    with clock.at(datetime(2026, 4, 5, 12, tzinfo=UTC)):
        for each in others:
            mark_session(session_id=each.id, status="done")
        if why != "an unmarked session":
            mark_session(session_id=first.id, status="no_show_tutor" if why == "a make-up" else "done")
        if why == "renewed after all":
            decline_renewal(package_id=course.package, declined=False)
        assert end_finished_matches() == 0


def test_what_the_package_before_owes_is_decided_first(course):
    lesson = given.sessions_of(course)[0]
    mark_session(session_id=lesson.id, status="no_show_tutor")
    package = next_month(course)
    assert turn_of(course) == (Turn.DECISION, "1 make-up due from the month before")

    settle_owed_session(session_id=lesson.id, decision=Decision("carried", into=package))

    assert turn_of(course) == (Turn.READY, "")


def test_a_make_up_promised_by_a_day_releases_the_next_month_until_then(course):  # situation 18
    lesson = given.sessions_of(course)[0]
    mark_session(session_id=lesson.id, status="no_show_tutor")
    package = next_month(course)
    settle_owed_session(session_id=lesson.id, decision=Decision("make_up_by", by=date(2026, 4, 10)))

    assert turn_of(course) == (Turn.READY, "")
    with clock.at(datetime(2026, 4, 13, tzinfo=UTC)):
        assert turn_of(course) == (
            Turn.DECISION,
            "only 6 of 8 sessions fit (2 in the past), 1 make-up due from the month before",
        )
    assert generate_one(match_id=course.match, package_id=package).created == 8


def test_make_ups_that_were_moved_are_planned_with_their_new_month(world):  # situation 20
    daily = given.a_schedule((1, 2, 3, 4, 5), "17:00")
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor, tier=20, pattern=daily)
    package = next_month(course, tier=20)
    missed = given.sessions_of(course)[:2]
    with given.after(missed[1].scheduled_end_utc):
        for each in missed:
            mark_session(session_id=each.id, status="no_show_tutor")
            settle_owed_session(session_id=each.id, decision=Decision("carried", into=package))
    [line] = to_create()
    db.rollback()
    assert (line.turn, line.tier, line.make_ups) == (Turn.READY, 20, 2)

    assert generate_one(match_id=course.match, package_id=package).created == 22

    made_up = [each.makes_up_id for each in given.sessions_of(course) if each.makes_up_id]
    assert made_up == [each.id for each in missed]
    account = next(each for each in match_page(course.match).packages if each.id == package).account
    assert (account.entitled, account.to_come, account.owed, account.lacking) == (22, 22, 0, 0)


def test_a_make_up_that_does_not_fit_keeps_no_month_from_being_created(course):
    lesson = given.sessions_of(course)[0]
    mark_session(session_id=lesson.id, status="no_show_tutor")
    package = next_month(course)
    settle_owed_session(session_id=lesson.id, decision=Decision("carried", into=package))

    assert generate_one(match_id=course.match, package_id=package).created == 8

    account = next(each for each in match_page(course.match).packages if each.id == package).account
    assert (account.entitled, account.to_come, account.owed) == (9, 8, 1)


@pytest.mark.parametrize(
    ("of_tutor", "why"),
    [(False, "only 7 of 8 sessions fit (1 on “Easter”)"), (True, "only 7 of 8 sessions fit (1 on “Easter”)")],
    ids=["closure", "leave"],
)
def test_a_closure_or_a_leave_in_the_way_is_a_decision(world, course, of_tutor, why):
    next_month(course)
    day = date(2026, 4, 6)
    add_closure(closed=Closed("Easter", day, day, "Europe/London"), tutor_id=world.tutor if of_tutor else None)
    assert turn_of(course) == (Turn.DECISION, why)


def test_two_that_are_ready_alone_and_clash_are_not_both_ready(world, course):
    """They are planned one after the other, as a run does it."""
    package = next_month(course)
    other = given.a_matched_course(learner=world.zara, tutor=world.tutor, first=APRIL, subject="Physics")
    schedule_of(other, given.a_schedule((1, 3), "17:30"))

    assert turn_of(course) == (Turn.READY, "")
    turn, why = turn_of(other)
    assert turn is Turn.DECISION
    assert "when Tariq Tutor teaches Ayaan Sheikh" in why

    run = run_over((course.match, package), (other.match, other.package))
    assert [each.why for each in report_of(run).problems.lines] == [why]


def schedule_of(course, pattern):
    change_schedule(match_id=course.match, since=APRIL, pattern=pattern)


def test_withdrawn_unlinked_and_without_a_tutor(world, course, cast_put_back):
    package = next_month(course)
    run_over((course.match, package))
    withdraw_sessions(match_id=course.match, package_id=package)
    assert turn_of(course) == (Turn.DECISION, "its sessions were deleted")
    fresh = given.a_matched_course(
        learner=world.zara, tutor=world.tutor, first=APRIL, subject="Physics", paid=False, meet_link=None
    )
    assert turn_of(fresh) == (Turn.BLOCKED, "not paid yet, no schedule agreed yet, no Meet link yet")
    set_active(person_id=world.tutor, is_active=False)
    assert turn_of(course) == (Turn.BLOCKED, "Tariq Tutor no longer teaches")


def test_what_the_board_blocks_a_run_does_not_create(world, course, superuser, cast_put_back):
    """The tutor left between the look and the press, or lost the role."""
    package = next_month(course)
    run = start_generation_run([(course.match, package)])
    superuser.execute("delete from user_roles where user_id = %s and role = 'tutor'", (world.tutor,))
    assert turn_of(course) == (Turn.BLOCKED, "Tariq Tutor no longer teaches")

    go_on(run)

    assert (
        report_of(run).problems.lines[0].why
        == "Tariq Tutor no longer teaches. Choose another tutor for the course first."
    )


def test_what_is_owed_keeps_the_command_from_creating_too(course):
    mark_session(session_id=given.sessions_of(course)[0].id, status="no_show_tutor")
    next_month(course)
    found = to_create()
    db.rollback()

    [(line, outcome)] = generate_all(found)

    assert line.turn is Turn.DECISION
    assert (outcome.kind, outcome.why) == ("decision", "1 make-up due from the month before.")


def test_refunded_money_blocks_until_another_payment_arrives(course, superuser):
    package = next_month(course)
    run = run_over((course.match, package))
    refund = RefundOrder(24000, date(2026, 3, 30))
    refund_package(request_id=course.request, package_id=package, refund=refund)
    undo_generation_run(run_id=run)
    go_on(run)

    assert turn_of(course) == (Turn.BLOCKED, "the payment was refunded")
    assert generate_one(match_id=course.match, package_id=package).kind == "blocked"
    given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 30), is_another=True)
    assert turn_of(course) == (Turn.READY, "")


def test_after_a_gap_the_next_month_begins_today(course):
    with clock.at(datetime(2026, 5, 20, 9, tzinfo=UTC)):
        expire_packages()
        package = db.get(Package, renew_package(package_id=course.package))
        db.rollback()
        assert (package.start_date, package.end_date) == (date(2026, 5, 20), date(2026, 6, 19))
        assert turn_of(course) == (Turn.BLOCKED, "not paid yet")


def test_new_days_bring_a_package_that_was_over_back(course):
    fresh = given.sell_package(request_id=course.request, terms=given.Terms(8, APRIL))
    given.record_payment(package_id=fresh, amount=24000, paid_on=date(2026, 3, 30))
    with clock.at(datetime(2026, 5, 20, 9, tzinfo=UTC)):
        expire_packages()
        change_package(request_id=course.request, package_id=fresh, terms=Terms(8, date(2026, 6, 1)))
        assert turn_of(course) == (Turn.READY, "")


def test_unfinished_runs_stay_on_the_page_however_many_come_after(course):
    package = next_month(course)
    first = start_generation_run([(course.match, package)])
    with clock.at(clock.now() + timedelta(days=60)):
        for _ in range(40):
            start_generation_run([])
        assert latest_runs(since=clock.now() - timedelta(days=45))[0].id == first
        db.rollback()


def test_every_ready_line_of_the_board_is_created_in_full(world, last_days):
    """What the board calls ready, a run creates; what it does not, a run leaves alone."""
    courses = []
    with clock.at(datetime(2026, 3, 2, 9, 0, tzinfo=UTC)):
        for number, learner in enumerate((world.student_learner, world.zara, world.yusuf, world.stranger_learner)):
            pattern = given.a_schedule((number, number + 1), f"{15 + number % 2}:00")
            courses.append(given.a_running_course(learner=learner, tutor=world.tutor, pattern=pattern))
    for number, each in enumerate(courses):
        next_month(each, tier=20 if number == 2 else 8)
    lines = to_create()
    db.rollback()
    ready = [(each.match_id, each.package_id) for each in lines if each.turn is Turn.READY]
    assert 1 <= len(ready) < 4

    report = report_of(run_over(*ready))

    assert (report.matches, report.sessions) == ({"created": len(ready)}, 8 * len(ready))


def test_a_run_is_undone_exactly(world, course, superuser):
    package = next_month(course)
    first = given.a_matched_course(learner=world.zara, tutor=world.other_tutor, first=APRIL, subject="Physics")
    schedule_of(first, given.a_schedule((2, 4), "17:30"))
    before = everything(superuser)
    run = run_over((course.match, package), (first.match, first.package))
    assert report_of(run).undoable == 2
    assert everything(superuser) != before

    assert undo_generation_run(run_id=run) == 2
    go_on(run)

    assert everything(superuser) == before
    report = report_of(run)
    assert (report.matches, report.sessions, report.removed, report.undoable) == ({"undone": 2}, 16, 16, 0)
    assert turn_of(course) == turn_of(first) == (Turn.READY, "")
    assert undo_generation_run(run_id=run) == 0
    run_over((course.match, package))
    assert turn_of(course) == (Turn.COMPLETE, "")


def everything(superuser):
    return [
        superuser.execute(f"select * from {table} order by 1").fetchall()
        for table in ("sessions", "matches", "requests", "packages", "match_patterns")
    ]


def test_a_match_whose_first_session_began_or_that_was_touched_keeps_all_of_them(world, course):
    package = next_month(course)
    other = given.a_matched_course(learner=world.zara, tutor=world.other_tutor, first=APRIL, subject="Physics")
    schedule_of(other, given.a_schedule((5, 6), "17:30"))
    run = run_over((course.match, package), (other.match, other.package))
    mark_session(session_id=given.sessions_of(course)[9].id, status="rescheduled")
    assert report_of(run).undoable == 1

    with clock.at(datetime(2026, 4, 4, tzinfo=UTC)):
        assert report_of(run).undoable == 0
        undo_generation_run(run_id=run)
        go_on(run)

    report = report_of(run)
    assert report.matches == {"kept": 2}
    assert {each.why for each in report.problems.lines} == {
        "its first session has begun",
        "a session was marked or moved since",
    }
    assert len(given.sessions_of(course)) == 16


def test_what_was_not_done_yet_is_not_done_after_it_was_undone(course):
    package = next_month(course)
    run = start_generation_run([(course.match, package)])
    undo_generation_run(run_id=run)

    outcome = generate_one(match_id=course.match, package_id=package, run_id=run)

    assert (outcome.kind, outcome.why) == ("blocked", "This was undone in the meantime.")
    assert len(given.sessions_of(course)) == 8
    assert report_of(run).matches == {"undone": 1}


def test_a_second_process_does_not_overwrite_what_the_first_wrote_down(course):
    package = next_month(course)
    run = run_over((course.match, package))

    generate_one(match_id=course.match, package_id=package, run_id=run)

    report = report_of(run)
    assert (report.matches, report.sessions, report.undoable) == ({"created": 1}, 8, 1)


def test_the_page_creates_those_ticked_and_nothing_else(client, world, course):
    package = next_month(course)
    other = given.a_matched_course(learner=world.zara, tutor=world.other_tutor, first=APRIL, subject="Physics")
    client.sign_in_as(world.admin).get("/admin/month")
    boxes = client.page.soup.select("input[name=package]")
    assert [box["value"] for box in boxes] == [str(package)]
    assert "No schedule agreed yet" in client.page.says(f"#turn-{other.match}")

    client.follow(client.post("/admin/month/runs", {"package": [str(package), str(other.package)]}, status=303))
    client.follow(client.post(client.page.one("#run-form")["action"], {}, status=303))

    assert "Done: 1 of 1 course" in client.page.text
    assert "8 sessions created for 1 course" in client.page.text
    client.follow(client.post(client.page.one("#run-undo")["action"], {}, status=303))
    client.follow(client.post(client.page.one("#run-form")["action"], {}, status=303))
    assert "Undone: 1 of 1 course" in client.page.text
    assert "8 undone" in client.page.text
    assert len(given.sessions_of(course)) == 8


def test_nothing_ticked_or_stale_creates_nothing(client, world, course):
    client.sign_in_as(world.admin)
    for ticked in ([], [str(course.package)], ["nonsense"]):
        client.follow(client.post("/admin/month/runs", {"package": ticked}, status=303))
        assert "None of the selected courses is ready now. Nothing was created." in client.page.text


def test_a_run_that_stopped_is_on_the_page(client, world, course):
    package = next_month(course)
    run = start_generation_run([(course.match, package)])
    client.sign_in_as(world.admin).get("/admin/month")
    assert "is not finished: 1 of 1 course to do" in client.page.says(f"#run-{run}")

    go_on(run)

    client.get("/admin/month")
    assert "not finished" not in client.page.text
    assert [each.to_do for each in latest_runs(since=clock.now() - timedelta(days=1))] == [0]


def test_renewing_from_the_page_comes_back_to_it(client, world, course):
    client.sign_in_as(world.admin).get("/admin/month")
    form = client.page.one(f"#renew-{course.package}").find_parent("form")

    client.follow(client.post(form["action"], {"from": "month"}, status=303))

    assert client.page.one("h1").text == "Next month"
    assert "Not paid yet" in client.page.says(f"#turn-{course.match}")
