"""Phone numbers, addresses and links in notes: found however they are written, and nothing else is taken for one."""

from pathlib import Path

import pytest

from corved.problems import Problem
from corved.use_cases.sessions.tutor_mark_session import tutor_mark_session
from corved.use_cases.sessions.write_note import write_note
from corved.values.contacts import contact_in
from corved.values.names import read_name
from tests import given

NOTES = Path(__file__).parent


def notes(name):
    return (NOTES / name).read_text().splitlines()


@pytest.mark.parametrize("note", notes("notes_with_contact.txt"))
def test_it_is_found(note):
    assert contact_in(note) is not None


@pytest.mark.parametrize("note", notes("notes_without_contact.txt"))
def test_other_numbers_and_words_are_none(note):
    assert contact_in(note) is None


def test_a_name_has_no_phone_number():
    with pytest.raises(Problem, match="A name cannot contain"):
        read_name("Bilal 0300 1234567")


def test_a_tutor_takes_it_out_and_an_admin_says_why_it_stays(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    lesson = given.sessions_of(course)[0]
    note = "Call me on 0300 1234567."
    with (
        given.after(lesson.scheduled_start_utc),
        given.speaking_for("app_tutor", world.tutor),
        pytest.raises(Problem, match="“0300 1234567” looks like a phone number"),
    ):
        tutor_mark_session(session_id=lesson.id, status="done", notes=note)
    with pytest.raises(Problem, match="or enter why it is"):
        write_note(session_id=lesson.id, notes=note)
    assert given.session_now(lesson.id).tutor_notes is None

    assert write_note(session_id=lesson.id, notes=note, reason="The number of the school.")

    assert given.session_now(lesson.id).tutor_notes == note
