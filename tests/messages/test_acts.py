"""Acts on many sessions: one text a person, held for ten minutes in which the act can be undone."""

from datetime import date, timedelta

import pytest

from corved import clock
from corved.queries.months.generation_run import to_do_of_run
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.months.undo_generated_match import undo_generated_match
from corved.use_cases.months.undo_generation_run import undo_generation_run
from tests import given
from tests.messages.waiting import letters, send, waiting
from tests.month_board import generate_one


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


@pytest.fixture
def lessons(course):
    return given.sessions_of(course)


def minutes(number):
    return clock.at(clock.now() + timedelta(minutes=number))


def test_a_closure_tells_each_person_once_after_ten_minutes_and_not_when_it_is_undone(world, course, lessons):
    day = lessons[3].local_start.date()
    given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((1, 3), "18:30"))
    send(*letters())
    closure = add_closure(closed=Closed("Holiday", day, day, "Europe/London")).id
    found = [each.due for each in letters() if each.due.about == closure]
    assert sorted((each.situation, each.person.full_name) for each in found) == [
        ("closure_family", "Ayaan Sheikh"),
        ("closure_family", "Nadia Khan"),
        ("closure_tutor", "Tariq Tutor"),
    ]
    [tutor] = [each for each in found if each.situation == "closure_tutor"]
    assert len(tutor.words["times"].splitlines()) == 2
    assert all(each.due_at == clock.now() + timedelta(minutes=10) for each in found)
    assert all(each.is_held for each in found)
    ayaan = next(each for each in found if each.person.id == world.student).words
    assert ayaan["times"].startswith("Ayaan, Math: Wednesday 11 March, 13:00 New York, UTC−4: now ")
    assert [each.due.about for each in letters()] == [closure] * 3  # the closure's message says it all

    remove_closure(closure_id=closure)

    assert letters() == []


def test_a_change_of_tutor_that_is_undone_in_ten_minutes_tells_nobody(world, course, lessons):
    send(*letters())
    since = lessons[3].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=since, meet_link=given.OTHER_MEET_LINK)
    assert len(waiting(course.match)) == 3
    with minutes(9):
        reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=since, meet_link=given.MEET_LINK)
        assert letters() == []


def test_two_changes_of_tutor_in_a_row_are_told_as_one(world, course, lessons):
    send(*letters())
    since = lessons[3].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=since)
    with minutes(5):
        reassign_tutor(match_id=course.match, tutor_id=world.owner, since=since)
        found = waiting(course.match)
    assert {name: each.due.person.full_name for name, each in found.items()} == {
        "tutor_changed_family": "Ayaan Sheikh",
        "tutor_changed_tutor": "Omar Owner",
        "tutor_changed_former": "Tariq Tutor",
    }
    assert "We will send you the new Google Meet link" in found["tutor_changed_family"].body


def test_a_change_of_tutor_that_was_told_and_is_changed_again_later_is_told_again(world, course, lessons):
    send(*letters())
    since = lessons[3].local_start.date()
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=since)
    with minutes(60):
        send(*letters())
        reassign_tutor(match_id=course.match, tutor_id=world.tutor, since=since, meet_link=given.MEET_LINK)
        found = waiting(course.match)
        assert found["tutor_changed_former"].due.person.full_name == "Bilal Ahmed"
        assert found["tutor_changed_tutor"].due.person.full_name == "Tariq Tutor"


@pytest.fixture
def ready(world):
    """April for three matches: two of one family, two with one tutor; agreed, paid, not created yet."""
    courses = [
        given.a_running_course(learner=learner, tutor=tutor, pattern=given.a_schedule((1, 3), hour))
        for learner, tutor, hour in (
            (world.zara, world.tutor, "16:00"),
            (world.yusuf, world.tutor, "18:00"),
            (world.student_learner, world.other_tutor, "17:00"),
        )
    ]
    found = []
    for course in courses:
        package = given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))
        given.record_payment(package_id=package, amount=24000, paid_on=date(2026, 3, 2))
        found.append((course.match, package))
    send(*letters())
    return found


def run(found):
    run_id = start_generation_run(found)
    for match_id, package_id, _is_undo in to_do_of_run(run_id, 50):
        generate_one(match_id=match_id, package_id=package_id, run_id=run_id)
    return run_id


def of_run(run_id):
    return sorted((each.due.situation, each.due.person.full_name) for each in letters() if each.due.about == run_id)


def test_the_turn_of_the_month_is_one_text_a_person_held_for_ten_minutes(world, ready):
    with minutes(1):
        run_id = run(ready)
        assert of_run(run_id) == [
            ("sessions_generated_family", "Ayaan Sheikh"),
            ("sessions_generated_family", "Nadia Khan"),
            ("sessions_generated_tutor", "Bilal Ahmed"),
            ("sessions_generated_tutor", "Tariq Tutor"),
        ]
        nadia = next(each for each in letters() if each.due.person.id == world.parent)
        assert nadia.due.is_held
        assert nadia.due.due_at == clock.now() + timedelta(minutes=10)
        assert nadia.body.count("8 sessions") == 2
        assert nadia.body.count("17:00") + nadia.body.count("16:00") + nadia.body.count("18:00") == 16
        assert len(letters()) == 4
        send(*letters())
        assert letters() == []


def test_a_run_that_is_undone_tells_nobody(ready):
    run_id = run(ready)
    with minutes(5):
        undo_generation_run(run_id=run_id)
        for _match, package_id, _is_undo in to_do_of_run(run_id, 50):
            undo_generated_match(run_id=run_id, package_id=package_id)
        assert letters() == []


def test_who_was_told_of_a_part_of_a_run_is_told_of_the_rest_only(world, ready):
    (first, second, _third) = ready
    with minutes(1):
        run_id = start_generation_run(ready)
        generate_one(match_id=first[0], package_id=first[1], run_id=run_id)
        send(*letters())
    with minutes(30):
        generate_one(match_id=second[0], package_id=second[1], run_id=run_id)
        found = letters()
        assert {each.due.person.full_name for each in found} == {"Nadia Khan", "Tariq Tutor"}
        assert all("Yusuf" in each.body and "Zara" not in each.body for each in found)


def test_another_schedule_is_held_too(course, lessons):
    send(*letters())
    change_schedule(match_id=course.match, since=date(2026, 3, 9), pattern=given.a_schedule((2, 4), "18:00"))
    assert {each.due.situation for each in letters() if each.due.is_held} == {
        "schedule_changed_family",
        "schedule_changed_tutor",
    }


def test_who_was_told_the_new_dates_by_the_month_is_not_told_of_the_schedule_again(world):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    change_schedule(match_id=course.match, since=date(2026, 3, 9), pattern=given.a_schedule((2, 4), "18:00"))
    send(*letters())
    assert letters() == []
