"""Days are closed, what they take is moved or set aside, and put back when they are opened again."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as forall
from hypothesis import strategies as st
from sqlalchemy import select

from corved.database.session import db
from corved.models import AuditLog, Session
from corved.problems import Changed, NotHere, Problem
from corved.queries.closures.affected_sessions import taken_sessions
from corved.queries.closures.closures import took
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.closures.remove_closure import remove_closure
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.use_cases.months.generate import DoesNotFit
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.timetable.repair_clocks import repair_clocks
from tests import given
from tests.conftest import EXAMPLES

EID = Closed("Eid ul-Fitr", date(2026, 3, 16), date(2026, 3, 18), "Asia/Karachi")
LEFT_OUT = {"updated_at", "updated_by_user_id", "sequence", "changed_at"}


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def rows(course):
    return [
        {name: getattr(each, name) for name in type(each).__table__.columns.keys() if name not in LEFT_OUT}  # noqa: SIM118
        for each in sorted(given.sessions_of(course), key=lambda each: each.id)
    ]


def at(session):
    return f"{session.local_start:%a %d %b %H:%M}"


def test_it_takes_what_is_to_come_on_its_days_and_proposes_a_time_for_each(course, world):
    taken = taken_sessions(EID, tutor_id=None, now=given.clock.now())

    assert [at(each.row) for each in taken] == ["Mon 16 Mar 17:00", "Wed 18 Mar 17:00"]
    assert [f"{each.proposals[0].local_start:%a %d %b %H:%M}" for each in taken] == [
        "Mon 30 Mar 17:00",
        "Wed 01 Apr 17:00",
    ], "the schedule's own dates that are left in the package come first"


def test_adding_moves_them_and_keeps_how_they_were(course):
    done = add_closure(closed=EID)

    assert (done.moved, done.set_aside) == (2, 0)
    sessions = given.sessions_of(course)
    moved = [each for each in sessions if each.status == "rescheduled"]
    assert [at(each) for each in moved] == ["Mon 30 Mar 17:00", "Wed 01 Apr 17:00"]
    assert [each.original_start_utc for each in moved] == [
        datetime(2026, 3, 16, 17, tzinfo=UTC),
        datetime(2026, 3, 18, 17, tzinfo=UTC),
    ]
    assert len(sessions) == 8
    reasons = db.scalars(select(AuditLog.reason).where(AuditLog.action == "session.moved")).all()
    assert reasons == ["Eid ul-Fitr"] * 2


def test_the_admin_chooses_another_proposal_or_to_find_a_time_later(course):
    first, second = taken_sessions(EID, tutor_id=None, now=given.clock.now())
    wish = first.proposals[1].start.isoformat()
    db.rollback()

    done = add_closure(closed=EID, chosen={first.row.id: wish, second.row.id: ""})

    assert (done.moved, done.set_aside) == (1, 1)
    assert given.session_now(first.row.id).scheduled_start_utc.isoformat() == wish
    assert given.session_now(second.row.id).needs_new_time


def test_a_time_that_is_no_longer_free_is_refused_and_nothing_is_written(course):
    with pytest.raises(Changed, match="no longer free"):
        add_closure(
            closed=EID, chosen={given.sessions_of(course)[4].id: datetime(2026, 3, 16, 9, tzinfo=UTC).isoformat()}
        )

    assert all(each.status == "scheduled" for each in given.sessions_of(course))


def test_two_families_of_one_tutor_are_not_promised_the_same_time(world, course):
    given.a_running_course(
        learner=world.zara, tutor=world.tutor, subject="Physics", pattern=given.a_schedule((1, 3), "18:00")
    )
    given.a_running_course(
        learner=world.yusuf, tutor=world.tutor, subject="Physics", pattern=given.a_schedule((1, 3), "16:00")
    )

    assert add_closure(closed=EID).moved == 6

    assert taken_sessions(EID, tutor_id=None, now=given.clock.now()) == []


def test_removing_puts_back_what_it_took(course):
    before = rows(course)
    closure = add_closure(closed=EID)

    done = remove_closure(closure_id=closure.id)

    assert (done.put_back, done.stayed) == (2, 0)
    assert rows(course) == before
    with pytest.raises(NotHere):
        remove_closure(closure_id=closure.id)


def test_what_was_agreed_meanwhile_stays(world, course):
    closure = add_closure(closed=EID)
    moved = [each for each in given.sessions_of(course) if each.status == "rescheduled"]
    move_session(
        session_id=moved[0].id, local_start=datetime(2026, 3, 27, 17), timezone="Europe/London", reason="a party"
    )

    done = remove_closure(closure_id=closure.id)

    assert (done.put_back, done.stayed) == (1, 1)
    assert at(given.session_now(moved[0].id)) == "Fri 27 Mar 17:00"
    assert given.session_now(moved[1].id).status == "scheduled"


def test_what_was_marked_or_whose_old_time_is_taken_or_past_stays(world, course):
    closure = add_closure(closed=EID)
    moved = [each for each in given.sessions_of(course) if each.status == "rescheduled"]
    other = given.sessions_of(
        given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4)))
    )
    move_session(
        session_id=other[3].id,
        local_start=datetime(2026, 3, 18, 17, 30),
        timezone="Europe/London",
        reason="Eid is over",
    )

    with given.after(datetime(2026, 3, 17, 9, tzinfo=UTC)):
        done = remove_closure(closure_id=closure.id)

    assert (done.put_back, done.stayed) == (0, 2), "Monday is past, Wednesday is taken"
    assert [given.session_now(each.id).status for each in moved] == ["rescheduled", "rescheduled"]


def test_a_session_set_aside_and_given_a_time_since_stays(course):
    ids = [each.row.id for each in taken_sessions(EID, tutor_id=None, now=given.clock.now())]
    db.rollback()
    closure = add_closure(closed=EID, chosen=dict.fromkeys(ids, ""))
    mark_session(session_id=ids[0], status="scheduled")

    assert remove_closure(closure_id=closure.id).put_back == 1


def test_a_leave_takes_only_this_tutors_sessions_on_days_of_the_tutors_own_zone(world, course):
    other = given.a_running_course(
        learner=world.stranger_learner, tutor=world.other_tutor, pattern=given.a_schedule((1, 3), "17:00")
    )
    leave = Closed("Wedding", date(2026, 3, 16), date(2026, 3, 16), "Europe/London", is_leave=True)

    done = add_closure(closed=leave, tutor_id=world.tutor)

    assert done.moved == 1
    assert all(each.status == "scheduled" for each in given.sessions_of(other))


def test_the_generator_skips_closures_and_leave_unless_told_why_not(world):
    add_closure(closed=EID)
    leave = Closed("Wedding", date(2026, 3, 23), date(2026, 3, 23), "Europe/London", is_leave=True)
    add_closure(closed=leave, tutor_id=world.tutor)
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)

    with pytest.raises(DoesNotFit, match="7 of 8") as refusal:
        generate_sessions(match_id=course.match, package_id=course.package, draft=given.a_draft())
    assert [each.cause for each in refusal.value.plan.lost] == ["closure", "closure", "leave"]

    exception = given.a_draft(use_closures=True)
    with pytest.raises(Problem, match="Enter a reason for this exception: during a closure"):
        generate_sessions(match_id=course.match, package_id=course.package, draft=exception)
    generate_sessions(match_id=course.match, package_id=course.package, draft=exception, reason="They asked for it")

    assert len(given.sessions_of(course)) == 8
    logged = db.scalars(select(AuditLog).where(AuditLog.action == "sessions.generated")).one()
    assert (logged.reason, logged.details["exceptions"]) == ("They asked for it", ["during a closure"])


@pytest.mark.parametrize(("tutor", "says"), [(None, "the academy is closed"), ("tutor", "the tutor is on leave")])
def test_a_move_onto_closed_days_needs_a_reason(world, course, tutor, says):
    off = Closed("Off", date(2026, 3, 20), date(2026, 3, 20), "Europe/London", is_leave=tutor is not None)
    add_closure(closed=off, tutor_id=tutor and getattr(world, tutor))
    lesson = given.sessions_of(course)[5]
    friday = {"local_start": datetime(2026, 3, 20, 17), "timezone": "Europe/London"}

    with pytest.raises(Problem, match=says):
        move_session(session_id=lesson.id, **friday)
    move_session(session_id=lesson.id, **friday, reason="The family asked")

    logged = db.scalars(select(AuditLog).where(AuditLog.session_id == lesson.id)).one()
    assert logged.details["exceptions"] == ["during a closure" if tutor is None else "during the tutor's leave"]


def test_a_closure_needs_a_name_and_a_tutor_that_exists(world):
    with pytest.raises(Problem, match="name"):
        add_closure(closed=Closed("  ", date(2026, 3, 16), date(2026, 3, 16), "Asia/Karachi"))
    with pytest.raises(NotHere):
        add_closure(closed=EID, tutor_id=given.UUID("00000000-0000-4000-8000-000000000000"))


@settings(max_examples=EXAMPLES // 3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@forall(
    start=st.integers(-3, 35),
    length=st.integers(0, 12),
    zone=st.sampled_from(["Asia/Karachi", "America/Los_Angeles", "Pacific/Kiritimati"]),
    aside=st.integers(0, 3),
)
def test_add_then_remove_restores_the_rows(course, start, length, zone, aside):
    first = date(2026, 3, 2) + timedelta(days=start)
    closed = Closed("Off", first, first + timedelta(days=length), zone)
    before = rows(course)
    ids = [each.row.id for each in taken_sessions(closed, tutor_id=None, now=given.clock.now())]
    db.rollback()

    closure = add_closure(closed=closed, chosen=dict.fromkeys(ids[:aside], ""))
    assert len(rows(course)) == len(before)
    done = remove_closure(closure_id=closure.id)

    assert (done.put_back, done.stayed) == (len(ids), 0)
    assert rows(course) == before


def test_days_that_another_closure_still_closes_stay_free_and_the_session_is_that_ones(course):
    before = rows(course)
    first = add_closure(closed=EID)
    second = add_closure(closed=Closed("Strike", date(2026, 3, 18), date(2026, 3, 18), "Asia/Karachi"))
    assert second.moved == 0

    done = remove_closure(closure_id=first.id)

    assert (done.put_back, done.stayed) == (1, 1)
    assert not any(at(each).startswith("Wed 18 Mar") for each in given.sessions_of(course))
    assert remove_closure(closure_id=second.id).put_back == 1
    assert rows(course) == before


def test_a_repair_of_instants_is_no_agreement_and_is_not_undone(course, superuser):
    ids = [each.row.id for each in taken_sessions(EID, tutor_id=None, now=given.clock.now())]
    db.rollback()
    before = rows(course)
    superuser.execute(  # as if the tz database had said something else when they were agreed
        "update sessions set scheduled_start_utc = scheduled_start_utc + interval '1 hour', "
        "scheduled_end_utc = scheduled_end_utc + interval '1 hour'"
    )
    closure = add_closure(closed=EID, chosen=dict.fromkeys(ids, ""))
    told = [line for done in repair_clocks() for line in done.tell]

    assert told, "the others are to be told"
    assert remove_closure(closure_id=closure.id).put_back == 2
    assert [each["scheduled_start_utc"] for each in rows(course)] == [each["scheduled_start_utc"] for each in before]


def test_only_somebody_who_teaches_takes_leave(world):
    leave = Closed("Leave", date(2026, 3, 16), date(2026, 3, 16), "Asia/Karachi", is_leave=True)
    with pytest.raises(NotHere):
        add_closure(closed=leave, tutor_id=world.student)


@pytest.fixture
def leave(world):
    given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    return {"closed": replace(EID, is_leave=True), "tutor_id": world.tutor}


def lent(leave, tutor_id):
    """Choose a tutor for every session of the leave."""
    return {each.row.id: f"tutor:{tutor_id}" for each in taken_sessions(**leave, now=given.clock.now())}


def tutors_of(ids):
    given.db.expire_all()
    return {given.db.get_one(Session, each).tutor_user_id for each in ids}


def test_in_a_leave_another_tutor_who_is_free_can_teach(world, leave):
    taken = taken_sessions(**leave, now=given.clock.now())
    assert all({each.id for each in one.substitutes} == {world.other_tutor, world.owner} for one in taken)
    chosen = lent(leave, world.other_tutor)
    times = {each.row.id: each.row.start for each in taken}

    done = add_closure(**leave, chosen=chosen)

    assert (done.moved, done.set_aside, done.given) == (0, 0, len(chosen))
    assert tutors_of(chosen) == {world.other_tutor}
    assert {each: given.db.get_one(Session, each).scheduled_start_utc for each in chosen} == times


def test_when_the_leave_is_removed_the_tutor_teaches_them_again(world, leave):
    chosen = lent(leave, world.other_tutor)
    closure = add_closure(**leave, chosen=chosen)
    assert all(each.is_lent and each.goes_back(given.clock.now()) for each in took(closure.id))

    done = remove_closure(closure_id=closure.id)

    assert (done.put_back, done.stayed) == (len(chosen), 0)
    assert tutors_of(chosen) == {world.tutor}


def test_a_lent_session_stays_where_something_else_was_agreed_or_the_tutor_is_busy(world, leave):
    chosen = lent(leave, world.other_tutor)
    closure = add_closure(**leave, chosen=chosen)
    first, *others = sorted(chosen, key=lambda each: given.db.get_one(Session, each).scheduled_start_utc)
    match_id = given.db.get_one(Session, first).match_id
    substitute_tutor(match_id=match_id, session_ids=[first], tutor_id=world.owner)

    assert [each.as_left for each in took(closure.id)] == [False, *[True] * len(others)]
    done = remove_closure(closure_id=closure.id)

    assert (done.put_back, done.stayed) == (len(others), 1)
    assert tutors_of([first]) == {world.owner}


def test_a_tutor_who_is_no_longer_free_is_refused_and_nothing_is_closed(world, leave):
    chosen = lent(leave, world.other_tutor)
    given.a_running_course(learner=world.zara, tutor=world.other_tutor, subject="Physics")

    with pytest.raises(Changed, match="no longer free"):
        add_closure(**leave, chosen=chosen)

    assert tutors_of(chosen) == {world.tutor}


def test_a_closure_of_the_academy_offers_no_other_tutor(world):
    given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    taken = taken_sessions(EID, tutor_id=None, now=given.clock.now())
    assert taken
    assert all(each.substitutes == () for each in taken)


def test_a_session_whose_course_has_its_tutor_for_good_by_now_stays(world, leave):
    chosen = lent(leave, world.other_tutor)
    closure = add_closure(**leave, chosen=chosen)
    match_id = given.db.get_one(Session, next(iter(chosen))).match_id
    reassign_tutor(match_id=match_id, tutor_id=world.other_tutor, since=date(2026, 3, 1))

    assert not any(each.as_left for each in took(closure.id))
    done = remove_closure(closure_id=closure.id)

    assert (done.put_back, done.stayed) == (0, len(chosen))
    assert tutors_of(chosen) == {world.other_tutor}
