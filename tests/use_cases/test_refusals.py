"""What a use case refuses: ids of nothing, and input that no page would send."""

from datetime import date, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from corved.database.session import db
from corved.messages.change_message_text import change_message_text
from corved.models import Subject
from corved.problems import Changed, NotHere, Problem
from corved.scheduling.obstacles import Closed
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.enrolment.cancel_package import cancel_package
from corved.use_cases.enrolment.change_package import change_package
from corved.use_cases.enrolment.correct_request import correct_request
from corved.use_cases.enrolment.decline_renewal import decline_renewal
from corved.use_cases.enrolment.end_request import end_request
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package
from corved.use_cases.enrolment.renew_package import renew_package
from corved.use_cases.enrolment.set_availability import set_availability
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.resume_match import resume_match
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.months.undo_generated_match import undo_generated_match
from corved.use_cases.months.undo_generation_run import undo_generation_run
from corved.use_cases.people.accept_invitation import accept_invitation
from corved.use_cases.people.add_learner import add_learner
from corved.use_cases.people.change_password import change_password
from corved.use_cases.people.change_person import Details, change_person
from corved.use_cases.people.change_profile import change_profile
from corved.use_cases.people.change_zone import change_zone
from corved.use_cases.people.create_person import create_person
from corved.use_cases.people.erase_person import erase_person
from corved.use_cases.people.invite_person import invite_person
from corved.use_cases.people.merge_learners import merge_learners
from corved.use_cases.people.remove_learner import remove_learner
from corved.use_cases.people.rename_learner import rename_learner
from corved.use_cases.people.set_active import set_active
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from corved.use_cases.sessions.add_session import NewSession, add_session
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.remove_session import remove_session
from corved.use_cases.sessions.settle_owed_session import Decision, settle_owed_session
from corved.use_cases.sessions.swap_sessions import swap_sessions
from corved.use_cases.sessions.undo_mark import undo_mark
from corved.use_cases.sessions.undo_move import undo_move
from corved.use_cases.sessions.undo_settlement import undo_settlement
from corved.use_cases.sessions.write_note import write_note
from tests import given

NOBODY = UUID("00000000-0000-4000-8000-000000000000")
LEAVE = Closed("Leave", date(2026, 3, 9), date(2026, 3, 9), "UTC", is_leave=True)
NEW = NewSession(datetime(2026, 3, 9, 9), "UTC")
HOURS = WeeklyHours("Asia/Karachi", ((1, 600, 900),))
DETAILS = Details("Nadia Khan", "parent@test.example", None)
WRITE_OFF = Decision("written_off", why="Agreed.")
ACTS_ON_NOTHING = {
    "change_message_text": lambda: change_message_text(situation="nothing", body="x"),
    "add_closure": lambda: add_closure(closed=LEAVE, tutor_id=NOBODY),
    "add_session": lambda: add_session(match_id=NOBODY, package_id=NOBODY, new=NEW),
    "change_zone": lambda: change_zone(person_id=NOBODY, timezone="Asia/Dubai"),
    "decline_renewal": lambda: decline_renewal(package_id=NOBODY),
    "move_session": lambda: move_session(session_id=NOBODY, local_start=datetime(2026, 3, 9, 9), timezone="UTC"),
    "resume_match": lambda: resume_match(match_id=NOBODY),
    "write_note": lambda: write_note(session_id=NOBODY, notes="Chapter four."),
    "change_package": lambda: change_package(request_id=NOBODY, package_id=NOBODY, terms=Terms(8, date(2026, 3, 2))),
    "change_person": lambda: change_person(person_id=NOBODY, details=DETAILS, roles=["parent"]),
    "change_schedule": lambda: change_schedule(
        match_id=NOBODY, since=date(2026, 3, 9), pattern=given.a_schedule((1,), "18:00")
    ),
    "settle_owed_session": lambda: settle_owed_session(session_id=NOBODY, decision=WRITE_OFF),
    "end_request": lambda: end_request(request_id=NOBODY),
    "generate_sessions": lambda: generate_sessions(match_id=NOBODY, package_id=NOBODY, draft=given.a_draft()),
    "invite_person": lambda: invite_person(person_id=NOBODY),
    "mark_session": lambda: mark_session(session_id=NOBODY, status="done"),
    "match_request": lambda: given.match_request(request_id=NOBODY, tutor_user_id=NOBODY),
    "reassign_tutor": lambda: reassign_tutor(match_id=NOBODY, tutor_id=NOBODY, since=date(2026, 3, 2)),
    "record_payment": lambda: given.record_payment(package_id=NOBODY, amount=24000, paid_on=date(2026, 3, 2)),
    "correct_request": lambda: correct_request(request_id=NOBODY, level_id=given.level_id("O Levels")),
    "merge_learners": lambda: merge_learners(account_user_id=NOBODY, learner_id=NOBODY, into_id=uuid4()),
    "remove_learner": lambda: remove_learner(account_user_id=NOBODY, learner_id=NOBODY),
    "rename_learner": lambda: rename_learner(account_user_id=NOBODY, learner_id=NOBODY, full_name="Zara"),
    "add_learner": lambda: add_learner(account_user_id=NOBODY, full_name="Zara"),
    "cancel_package": lambda: cancel_package(request_id=NOBODY, package_id=NOBODY),
    "refund_package": lambda: refund_package(
        request_id=NOBODY, package_id=NOBODY, refund=RefundOrder(1, date(2026, 3, 2))
    ),
    "remove_closure": lambda: remove_closure(closure_id=NOBODY),
    "remove_session": lambda: remove_session(session_id=NOBODY),
    "renew_package": lambda: renew_package(package_id=NOBODY),
    "sell_package": lambda: given.sell_package(request_id=NOBODY, terms=given.Terms(8, date(2026, 3, 2))),
    "erase_person": lambda: erase_person(person_id=NOBODY),
    "set_active": lambda: set_active(person_id=NOBODY, is_active=False),
    "set_availability": lambda: set_availability(request_id=NOBODY, hours=HOURS),
    "set_meet_link": lambda: set_meet_link(match_id=NOBODY, meet_link=given.MEET_LINK),
    "set_tutor_subjects": lambda: set_tutor_subjects(tutor_id=NOBODY, is_approved=True, subjects=[]),
    "set_weekly_hours": lambda: set_weekly_hours(tutor_id=NOBODY, hours=HOURS),
    "stop_match": lambda: stop_match(match_id=NOBODY, status="paused"),
    "swap_sessions": lambda: swap_sessions(session_id=NOBODY, other_id=uuid4()),
    "undo_settlement": lambda: undo_settlement(session_id=NOBODY),
    "undo_generated_match": lambda: undo_generated_match(run_id=NOBODY, package_id=NOBODY),
    "undo_generation_run": lambda: undo_generation_run(run_id=NOBODY),
    "undo_mark": lambda: undo_mark(session_id=NOBODY),
    "undo_move": lambda: undo_move(session_id=NOBODY),
    "withdraw_sessions": lambda: withdraw_sessions(match_id=NOBODY, package_id=NOBODY),
}


@pytest.mark.parametrize("act", ACTS_ON_NOTHING)
def test_what_is_not_there_is_not_here(world, superuser, act):
    rows = "select count(*) from audit_logs"
    before = superuser.execute(rows).fetchone()

    with pytest.raises(NotHere):
        ACTS_ON_NOTHING[act]()

    assert superuser.execute(rows).fetchone() == before


LINK = {"token": NOBODY, "password": "long enough", "timezone": "Asia/Dubai", "visit": given.VISIT}
PERSON = {"full_name": "A", "email": "a@b.example", "timezone": "Asia/Dubai", "roles": ("parent",)}


@pytest.mark.parametrize(
    ("act", "words", "field"),
    [
        (lambda: create_person(**PERSON | {"full_name": " \n"}), "Enter a name", "full_name"),
        (lambda: create_person(**PERSON | {"email": "nobody"}), "not an e-mail address", "email"),
        (lambda: create_person(**PERSON, password="short"), "at least 10", "password"),
        (lambda: change_profile(full_name=" ", timezone="Asia/Dubai", hours_24=True), "Enter a name", "full_name"),
        (lambda: change_password(old="x", new="short", sign_in=NOBODY), "at least 10", "new"),
        (
            lambda: accept_invitation(**LINK | {"password": "short"}),
            "at least 10",
            "password",
        ),
        (
            lambda: accept_invitation(**LINK),
            "has expired",
            None,
        ),
        (lambda: change_message_text(situation="owed", body="x" * 10_000), "at most", "body"),
        (
            lambda: change_message_text(situation="owed", body="{{ no_such_word }}"),
            "no_such_word",
            "body",
        ),
        (lambda: change_message_text(situation="owed", body="{% if false %}x{% endif %}"), "text is empty", "body"),
    ],
)
def test_input_that_cannot_be_is_refused_with_its_field(world, act, words, field):
    with pytest.raises(Problem, match=words) as refusal:
        act()

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("changed", "roles", "words", "field"),
    [
        ({"full_name": " "}, ["parent"], "Enter a name", "full_name"),
        ({"email": "nobody"}, ["parent"], "not an e-mail address", "email"),
        ({"email": "tutor@test.example"}, ["parent"], "tutor@test.example already", "email"),
        ({}, ["king"], "no role king", "roles"),
    ],
)
def test_a_person_is_not_made_somebody_impossible(world, changed, roles, words, field):
    details = Details(**{"full_name": "Nadia", "email": "parent@test.example", "whatsapp": None} | changed)

    with pytest.raises(Problem, match=words) as refusal:
        change_person(person_id=world.parent, details=details, roles=roles)

    assert refusal.value.field == field


def test_a_session_is_added_only_where_one_can_be(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    other = given.a_running_course(learner=world.zara, tutor=world.other_tutor)
    unpaid = given.a_matched_course(learner=world.yusuf, tutor=world.tutor, paid=False, first=date(2026, 4, 6))
    last = given.sessions_of(course)[-1]
    remove_session(session_id=last.id)
    new = NewSession(datetime(2026, 3, 27, 9), "Europe/London")

    def refused(words, match=course.match, package=course.package, new=new):
        with pytest.raises(Problem, match=words):
            add_session(match_id=match, package_id=package, new=new)

    refused("another course", package=other.package)
    refused("not paid yet", match=unpaid.match, package=unpaid.package)
    refused("15 to 240 minutes", new=NewSession(datetime(2026, 3, 27, 9), "Europe/London", 241))
    set_meet_link(match_id=course.match, meet_link=None)
    refused("no Meet link")
    stop_match(match_id=course.match, status="paused")
    refused("This course is paused")
    assert len(given.sessions_of(other)) == 8


def test_nothing_is_generated_or_changed_for_a_match_that_does_not_run(world):
    course = given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    other = given.a_matched_course(learner=world.zara, tutor=world.other_tutor)

    with pytest.raises(Problem, match="another course"):
        generate_sessions(match_id=course.match, package_id=other.package, draft=given.a_draft())
    stop_match(match_id=course.match, status="paused")
    with pytest.raises(Problem, match="This course is paused"):
        change_schedule(match_id=course.match, since=date(2026, 3, 9), pattern=given.a_schedule())


def test_a_package_keeps_to_its_tiers_and_its_days(world):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor, paid=False)
    later = given.sell_package(request_id=course.request, terms=given.Terms(8, date(2026, 4, 2)))

    with pytest.raises(Problem, match="no months of 9 sessions"):
        change_package(request_id=course.request, package_id=later, terms=Terms(9, date(2026, 4, 2)))
    with pytest.raises(Problem, match="overlap another month") as refusal:
        change_package(request_id=course.request, package_id=later, terms=Terms(8, date(2026, 3, 20)))
    assert refusal.value.field == "first"


def test_what_is_ended_or_done_is_not_done_again(world, cast_put_back):
    math = db.scalars(select(Subject.id).where(Subject.name == "Math")).one()
    request = given.open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("O Levels"))
    end_request(request_id=request)
    with pytest.raises(Problem, match="ended already"):
        end_request(request_id=request)

    assert set_active(person_id=world.parent, is_active=False)
    assert not set_active(person_id=world.parent, is_active=False)
    with pytest.raises(Problem, match="Reactivate them first"):
        invite_person(person_id=world.parent)

    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, paid=False)
    renew_package(package_id=course.package)
    with pytest.raises(Changed):
        renew_package(package_id=course.package)
