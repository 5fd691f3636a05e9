"""A month's sessions for many matches at once: a run, its report, safe to stop and to repeat."""

from contextlib import nullcontext
from datetime import date, datetime

import pytest
from click.testing import CliRunner

from corved import clock
from corved.blueprints.admin.months import month as month_views
from corved.cli import operations
from corved.cli.operations import sessions as sessions_command
from corved.queries.months.generation_run import generation_run, to_do_of_run
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.months.start_generation_run import start_generation_run
from tests import given
from tests.month_board import board, generate_one, to_create

APRIL = date(2026, 4, 2)


def next_month(course, tier=8, paid=True):
    package = given.sell_package(request_id=course.request, terms=given.Terms(tier, APRIL))
    if paid:
        given.record_payment(package_id=package, amount=given.PRICES[tier], paid_on=date(2026, 3, 2))
    return package


@pytest.fixture
def month(world):
    """Four matches that end, with a next package: two fit, one is too large, one is not paid. A fifth never began."""
    courses = [
        given.a_running_course(learner=learner, tutor=tutor, pattern=given.a_schedule(days, time), subject=subject)
        for learner, tutor, days, time, subject in (
            (world.student_learner, world.tutor, (1, 3), "17:00", "Math"),
            (world.zara, world.tutor, (2, 4), "17:00", "Math"),
            (world.yusuf, world.tutor, (1, 3), "19:00", "Math"),
            (world.stranger_learner, world.tutor, (1, 4), "10:00", "Math"),
        )
    ]
    packages = [
        next_month(courses[0]),
        next_month(courses[1]),
        next_month(courses[2], tier=20),
        next_month(courses[3], paid=False),
    ]
    fifth = given.a_matched_course(learner=world.zara, tutor=world.other_tutor, subject="Physics", first=APRIL)
    return courses, packages, fifth


def do_all(run):
    found = to_do_of_run(run, 100)
    given.db.rollback()
    return [generate_one(match_id=each.match_id, package_id=each.package_id, run_id=run) for each in found]


def start():
    """A run over everything that lacks sessions, ready or not."""
    found = [(each.match_id, each.package_id) for each in to_create()]
    given.db.rollback()
    return start_generation_run(found)


def report_of(run):
    return generation_run(run, now=clock.now())


def test_a_run_creates_what_fits_and_says_why_of_the_rest(world, month):
    courses, _packages, _fifth = month
    run = start()

    outcomes = do_all(run)

    assert sorted((each.kind, each.created) for each in outcomes) == [
        *(("blocked", 0), ("blocked", 0), ("created", 8), ("created", 8), ("short", 0))
    ]
    whys = {each.why for each in outcomes}
    assert "only 8 of 20 sessions fit (12 after the last day)" in whys
    assert "The month is not fully paid yet. Record its payment, or enter why it starts before it is paid." in whys
    assert "No schedule is agreed yet." in whys
    report = report_of(run)
    assert (report.done, report.total, report.sessions, report.is_finished) == (5, 5, 16, True)
    assert [each.outcome for each in report.problems.lines].count("blocked") == 2
    assert len(given.sessions_of(courses[0])) == 16


def test_again_changes_nothing(world, month, superuser):
    do_all(start())
    before = superuser.execute("select * from sessions order by id").fetchall()

    outcomes = do_all(start())

    assert {each.kind for each in outcomes} == {"short", "blocked"}
    assert superuser.execute("select * from sessions order by id").fetchall() == before


def test_a_run_that_was_stopped_goes_on_where_it_was(world, month):
    run = start()
    first, *_ = to_do_of_run(run, 1)
    given.db.rollback()
    generate_one(match_id=first[0], package_id=first[1], run_id=run)
    assert report_of(run).done == 1
    given.db.rollback()

    assert len(do_all(run)) == 4
    assert report_of(run).is_finished


def test_a_match_that_was_done_before_its_line_was_written_counts_as_created(world, month):
    _courses, packages, _fifth = month
    run = start()
    courses = month[0]
    generate_one(match_id=courses[0].match, package_id=packages[0])

    do_all(run)

    assert report_of(run).matches["created"] == 2
    assert len(given.sessions_of(courses[0])) == 16


def test_the_dated_schedule_holds(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    tuesdays = given.a_schedule((2, 4), "18:00")
    change_schedule(match_id=course.match, since=date(2026, 4, 13), pattern=tuesdays, until=date(2026, 4, 19))
    package = next_month(course)

    assert generate_one(match_id=course.match, package_id=package).kind == "created"

    assert [f"{each.local_start:%a %d %H:%M}" for each in given.sessions_of(course)][8:] == [
        *("Mon 06 17:00", "Wed 08 17:00", "Tue 14 18:00", "Thu 16 18:00"),
        *("Mon 20 17:00", "Wed 22 17:00", "Mon 27 17:00", "Wed 29 17:00"),
    ]


def test_closures_hold(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    add_closure(closed=Closed("Easter", date(2026, 4, 6), date(2026, 4, 6), "Europe/London"))

    outcome = generate_one(match_id=course.match, package_id=next_month(course))

    assert (outcome.kind, outcome.why) == ("short", "only 7 of 8 sessions fit (1 on “Easter”)")


def test_a_clash_names_what_is_in_the_way(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    package = next_month(course)
    given.a_running_course(
        learner=world.zara, tutor=world.tutor, first=date(2026, 4, 6), pattern=given.a_schedule((1, 3), "17:30")
    )

    outcome = generate_one(match_id=course.match, package_id=package)

    assert (outcome.kind, outcome.created) == ("short", 0)
    assert "when Tariq Tutor teaches Zara Khan" in outcome.why


def test_the_list_says_what_keeps_each(world, month):
    found = {each.learner: each.why for each in board() if each.subject == "Math"}

    assert found == {
        "Ayaan Sheikh": "",
        "Zara Khan": "",
        "Yusuf Khan": "only 8 of 20 sessions fit (12 after the last day)",
        "Emaan Javed": "not paid yet",
    }
    with clock.at(datetime(2026, 6, 1, tzinfo=clock.now().tzinfo)):
        assert to_create() == []


def test_a_step_stops_in_time_and_the_page_asks_again(client, world, month, monkeypatch):
    run = start()
    monkeypatch.setattr(month_views, "STEP", given.timedelta(0))
    monkeypatch.setattr(month_views, "AT_ONCE", 1)
    client.sign_in_as(world.admin).get(f"/admin/month/runs/{run}")

    text = client.post(client.page.one("#run-form")["action"], {}, htmx=True).get_data(as_text=True)

    assert "Working: 1 of 5 courses" in text
    assert 'hx-trigger="load, submit"' in text


def test_the_page_says_what_was_short_and_what_was_blocked(client, world, month):
    run = start()
    client.sign_in_as(world.admin).get(f"/admin/month/runs/{run}")
    step = client.page.one("#run-form")["action"]

    answer = client.post(step, {}, htmx=True)

    text = answer.get_data(as_text=True)
    assert "Done: 5 of 5 courses" in text
    assert "run-form" not in text
    client.follow(client.post(step, {}, status=303))
    assert "16 sessions created for 2 courses" in client.page.text
    assert "No schedule is agreed yet." in client.page.says("#run-problems")


@pytest.mark.parametrize("path", ["/admin/month/runs", "/admin/month/runs/{run}/steps", "/admin/month/runs/{run}/undo"])
def test_only_admins_run(client, world, month, superuser, path):
    run = start()
    for person in (world.student, world.tutor):
        client.sign_in_as(person)
        client.post(path.format(run=run), {}, status=404)
    client.sign_in_as(world.admin)
    client.post(path.format(run=run), {}, status=400, token="stale")
    client.post(path.format(run=world.admin), {}, status=404 if "{run}" in path else 303)
    assert superuser.execute("select count(*) from sessions").fetchone() == (32,)


def test_the_command_reports(world, month, monkeypatch):
    monkeypatch.setattr(operations, "academy_at_hand", nullcontext)

    first = CliRunner().invoke(sessions_command, ["generate", "--all-ready"])
    second = CliRunner().invoke(sessions_command, ["generate", "--all-ready"])

    assert "16 sessions created for 2 courses; 1 to decide. Something is missing for 2 courses." in first.output
    assert "DECISION Yusuf Khan with Tariq Tutor: Only 8 of 20 sessions fit (12 after the last day)" in first.output
    assert "5 of 5 courses" in first.output
    assert "0 sessions created for 0 courses; 1 to decide. Something is missing for 2 courses." in second.output


def test_what_was_withdrawn_is_not_created_again_by_a_run(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    withdraw_sessions(match_id=course.match, package_id=course.package)

    outcome = generate_one(match_id=course.match, package_id=course.package)

    assert outcome.kind == "blocked"
    assert "were deleted" in outcome.why
    [line] = to_create()
    assert line.why == "its sessions were deleted"
    given.db.rollback()
    generate_sessions(match_id=course.match, package_id=course.package, draft=given.a_draft())
    assert len(given.sessions_of(course)) == 8


def test_two_presses_one_after_the_other_say_what_each_did(world, month):
    first, second = start(), start()
    do_all(first)
    do_all(second)

    report = report_of(second)
    assert (report.sessions, report.fresh, report.matches["created"]) == (0, 0, 2)
