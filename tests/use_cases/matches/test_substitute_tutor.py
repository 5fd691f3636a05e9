"""Another tutor for some sessions, and back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from corved import clock
from corved.database.session import db
from corved.models import AuditLog, Match, Session
from corved.problems import Changed, Clash, Problem
from corved.queries.matches.substitutes import coming_sessions
from corved.queries.sessions.free_time_search import with_surroundings
from corved.queries.sessions.tutor_today import notes_for_substitute
from corved.scheduling.obstacles import Closed
from corved.scheduling.replacements import suggestions
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.write_note import write_note
from tests import given

LINK = "https://meet.google.com/sub-stit-ute"


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def links(match_id):
    rows = db.execute(text("select tutor_user_id, meet_link from meet_links where match_id = :id"), {"id": match_id})
    return {row.tutor_user_id: row.meet_link for row in rows}


def tutors_of(course):
    return [each.tutor_user_id for each in given.sessions_of(course)]


def test_they_teach_these_sessions_with_their_own_link_and_see_no_others(world, course):
    second, third = given.sessions_of(course)[1:3]

    count = substitute_tutor(
        match_id=course.match, session_ids=[second.id, third.id], tutor_id=world.other_tutor, meet_link=LINK
    )

    assert count == 2
    assert tutors_of(course) == [world.tutor, world.other_tutor, world.other_tutor, *[world.tutor] * 5]
    assert db.get_one(Match, course.match).tutor_user_id == world.tutor
    assert links(course.match) == {world.tutor: given.MEET_LINK, world.other_tutor: LINK}
    with given.speaking_for("app_tutor", world.other_tutor):
        rows = db.execute(text("select id, meet_link from session_facts")).all()
        assert {(row.id, row.meet_link) for row in rows} == {(second.id, LINK), (third.id, LINK)}
    with given.speaking_for("app_tutor", world.tutor):
        assert len(db.execute(text("select id from sessions")).all()) == 6


def test_the_courses_own_tutor_takes_them_back(world, course):
    ids = [each.id for each in given.sessions_of(course)[:2]]
    substitute_tutor(match_id=course.match, session_ids=ids, tutor_id=world.other_tutor, meet_link=LINK)

    assert substitute_tutor(match_id=course.match, session_ids=ids, tutor_id=world.tutor) == 2

    assert set(tutors_of(course)) == {world.tutor}
    actions = db.scalars(select(AuditLog.action).where(AuditLog.action.like("%subst%"))).all()
    assert actions == ["match.substituted"] * 2


def test_a_held_marked_or_unknown_session_goes_nowhere(world, course):
    first, second, *_others = given.sessions_of(course)
    other = given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4)))
    with given.after(first.scheduled_end_utc):
        mark_session(session_id=first.id, status="done")
        for ids in ([first.id], [second.id, given.sessions_of(other)[3].id]):
            with pytest.raises(Changed):
                substitute_tutor(match_id=course.match, session_ids=ids, tutor_id=world.other_tutor)
    with pytest.raises(Problem):
        substitute_tutor(match_id=course.match, session_ids=[], tutor_id=world.other_tutor)

    assert set(tutors_of(course)) == {world.tutor}


def test_who_is_busy_on_leave_or_not_approved_is_refused(world, course, cast_put_back):
    session = given.sessions_of(course)[2]
    order = {"match_id": course.match, "session_ids": [session.id], "tutor_id": world.other_tutor}
    day = session.local_start.date()
    add_closure(closed=Closed("Leave", day, day, "Asia/Karachi", is_leave=True), tutor_id=world.other_tutor)
    with pytest.raises(Problem, match="on leave on"):
        substitute_tutor(**order)

    other = given.a_running_course(learner=world.zara, tutor=world.other_tutor, subject="Physics")
    busy = next(each for each in given.sessions_of(other) if each.local_start.date() != day)
    order["session_ids"] = [
        each.id for each in given.sessions_of(course) if each.scheduled_start_utc == busy.scheduled_start_utc
    ]
    with pytest.raises(Clash, match="Taken"):
        substitute_tutor(**order)

    set_tutor_subjects(tutor_id=world.other_tutor, is_approved=True, subjects=[])
    with pytest.raises(Problem, match="is not approved"):
        substitute_tutor(**order)
    with pytest.raises(Problem, match=r"Choose a tutor\."):
        substitute_tutor(**(order | {"tutor_id": world.student}))
    assert set(tutors_of(course)) == {world.tutor}


def test_the_link_of_the_courses_tutor_is_not_used_again(world, course):
    [session, *_others] = given.sessions_of(course)
    with pytest.raises(Problem, match="knows this link"):
        substitute_tutor(
            match_id=course.match, session_ids=[session.id], tutor_id=world.other_tutor, meet_link=given.MEET_LINK
        )


def test_the_pay_is_of_who_taught(world, course):
    first, second, *_others = given.sessions_of(course)
    substitute_tutor(match_id=course.match, session_ids=[first.id], tutor_id=world.other_tutor, meet_link=LINK)
    with given.after(second.scheduled_end_utc + timedelta(minutes=1)):
        for each in (first, second):
            mark_session(session_id=each.id, status="done")
        held = select(Session.tutor_user_id).where(Session.status == "done", Session.scheduled_end_utc < clock.now())
        assert set(db.scalars(held)) == {world.tutor, world.other_tutor}


def notes_for(tutor, session_id):
    with given.speaking_for("app_tutor", tutor):
        return [notes for _start, notes in notes_for_substitute(session_id)]


def test_a_substitute_reads_the_last_three_notes_of_the_course_and_nobody_else_does(world, course):
    sessions = given.sessions_of(course)
    with given.after(sessions[4].scheduled_end_utc):
        for number, each in enumerate(sessions[:5]):
            write_note(session_id=each.id, notes=f"Chapter {number}")
        substitute_tutor(match_id=course.match, session_ids=[sessions[6].id], tutor_id=world.other_tutor)

        assert notes_for(world.other_tutor, sessions[6].id) == ["Chapter 4", "Chapter 3", "Chapter 2"]
        assert notes_for(world.other_tutor, sessions[5].id) == []
        assert notes_for(world.owner, sessions[6].id) == []
        assert notes_for(world.tutor, sessions[5].id) == []
    with given.after(sessions[6].scheduled_end_utc + timedelta(days=1)):
        assert notes_for(world.other_tutor, sessions[6].id) == []


def test_a_session_that_a_substitute_has_stays_theirs_when_it_is_moved(world, course):
    """Also in a course that changed its tutor before."""
    reassign_tutor(match_id=course.match, tutor_id=world.owner, since=date(2026, 3, 1))
    session = given.sessions_of(course)[3]
    substitute_tutor(match_id=course.match, session_ids=[session.id], tutor_id=world.other_tutor)

    later = session.local_start + timedelta(hours=1)
    move_session(session_id=session.id, local_start=later, timezone=session.timezone)

    assert given.sessions_of(course)[3].tutor_user_id == world.other_tutor


def test_what_waits_for_a_new_time_is_given_back_too(world, course):
    first, second = given.sessions_of(course)[2:4]
    substitute_tutor(match_id=course.match, session_ids=[first.id, second.id], tutor_id=world.other_tutor)
    mark_session(session_id=first.id, status="rescheduled")

    assert substitute_tutor(match_id=course.match, session_ids=[first.id, second.id], tutor_id=world.tutor) == 2

    assert set(tutors_of(course)) == {world.tutor}


def test_the_link_of_another_family_is_refused(world, course):
    given.a_running_course(learner=world.zara, tutor=world.owner, pattern=given.a_schedule((2, 4)))
    match = db.scalars(select(Match).where(Match.id != course.match)).one()
    match.meet_link = LINK
    db.commit()
    session = given.sessions_of(course)[0]
    with pytest.raises(Problem, match="belongs to another family"):
        substitute_tutor(match_id=course.match, session_ids=[session.id], tutor_id=world.other_tutor, meet_link=LINK)


def test_other_times_of_a_substitutes_session_are_in_the_substitutes_hours_and_not_in_their_leave(world, course):
    session = given.sessions_of(course)[2]
    substitute_tutor(match_id=course.match, session_ids=[session.id], tutor_id=world.other_tutor)
    sundays = WeeklyHours("Europe/London", ((0, 10 * 60, 19 * 60), (1, 15 * 60, 20 * 60), (3, 15 * 60, 20 * 60)))
    set_weekly_hours(tutor_id=world.other_tutor, hours=sundays)
    away = Closed("Leave", date(2026, 3, 15), date(2026, 3, 15), "Europe/London", is_leave=True)
    add_closure(closed=away, tutor_id=world.other_tutor)

    rows = [row for row in coming_sessions(course.match, now=clock.now()) if row.id == session.id]
    [taken] = with_surroundings(rows, now=clock.now())
    found = suggestions(taken)

    assert found
    assert all(sundays.allow(each.start, each.end) for each in found)
    assert date(2026, 3, 15) not in {each.local_start.date() for each in found}
