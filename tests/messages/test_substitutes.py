"""A substitute: the family and both tutors are told once, nobody of what is undone, and what is said stays true."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from corved import clock
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.set_substitute_link import set_substitute_link
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from tests import given
from tests.messages.waiting import for_person, letters, send, send_everything

SUBSTITUTE = {"substitute_family", "substitute_tutor", "substitute_former"}


@pytest.fixture
def course(world):
    made = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    send_everything()
    return made


@pytest.fixture
def ids(course):
    return [each.id for each in given.sessions_of(course)[3:5]]


def give(course, ids, tutor, link=given.OTHER_MEET_LINK):
    substitute_tutor(match_id=course.match, session_ids=ids, tutor_id=tutor, meet_link=link)


def situations():
    return {each.due.situation for each in letters()}


def test_each_of_the_three_is_told_once_and_held_for_ten_minutes(world, course, ids):
    give(course, ids, world.other_tutor)

    found = {each.due.situation: each for each in letters()}
    assert set(found) == SUBSTITUTE
    assert {each.due.person.id for each in found.values()} == {world.student, world.tutor, world.other_tutor}
    assert all(each.due.is_held and each.due.due_at == clock.now() + timedelta(minutes=10) for each in found.values())
    assert all(len(each.due.words["times"].splitlines()) == 2 for each in found.values())
    assert given.OTHER_MEET_LINK in found["substitute_family"].kept_body
    assert given.OTHER_MEET_LINK not in found["substitute_former"].kept_body
    send(*found.values())
    assert situations() == set()


def test_what_is_given_back_before_it_was_told_tells_nobody(world, course, ids):
    give(course, ids, world.other_tutor)
    give(course, ids, world.tutor, None)
    assert situations() == set()


def test_what_is_given_back_after_it_was_told_is_told_again(world, course, ids):
    give(course, ids, world.other_tutor)
    send_everything()

    give(course, ids, world.tutor, None)

    assert set(for_person(world.student)) == {"substitute_family"}
    assert "Tariq Tutor" in for_person(world.student)["substitute_family"].kept_body
    assert set(for_person(world.other_tutor)) == {"substitute_former"}
    assert set(for_person(world.tutor)) == {"substitute_tutor"}
    send_everything()
    assert situations() == set()


def test_the_same_substitute_a_second_time_is_told_a_second_time(world, course, ids):
    for tutor, link in ((world.other_tutor, given.OTHER_MEET_LINK), (world.tutor, None)):
        give(course, ids, tutor, link)
        send_everything()

    give(course, ids, world.other_tutor)

    assert situations() == SUBSTITUTE


def test_a_third_tutor_takes_the_place_of_the_second(world, course, ids):
    give(course, ids, world.other_tutor)
    send_everything()

    give(course, ids, world.owner)

    assert set(for_person(world.other_tutor)) == {"substitute_former"}
    assert set(for_person(world.owner)) == {"substitute_tutor"}
    assert set(for_person(world.student)) == {"substitute_family"}


def test_a_link_that_comes_later_is_told_to_both_who_use_it(world, course, ids):
    give(course, ids, world.other_tutor, None)
    send_everything()

    set_substitute_link(match_id=course.match, tutor_id=world.other_tutor, meet_link=given.OTHER_MEET_LINK)

    assert {(each.due.situation, each.due.person.id) for each in letters()} == {
        ("link_changed_family", world.student),
        ("link_changed_tutor", world.other_tutor),
    }


def test_a_reminder_of_the_session_names_the_substitute_and_their_link(world, course, ids):
    give(course, ids, world.other_tutor)
    send_everything()
    session = given.sessions_of(course)[3]

    with clock.at(session.scheduled_start_utc - timedelta(minutes=50)):
        found = {each.due.situation: each for each in letters() if each.due.about == session.id}

    assert found["reminder_tutor"].due.person.id == world.other_tutor
    assert given.OTHER_MEET_LINK in found["reminder_family"].kept_body


def test_who_gave_the_course_away_is_not_told_that_its_sessions_are_cancelled(world, course):
    reassign_tutor(match_id=course.match, tutor_id=world.other_tutor, since=date(2026, 3, 1))
    assert {each.due.situation for each in letters() if each.due.person.id == world.tutor} == {"tutor_changed_former"}
