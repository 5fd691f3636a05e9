"""One course of the demo: from its request, through its past sessions, to where it stands today."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlalchemy import Select, select

from corved import clock
from corved.database.session import Identity, db, speak_for
from corved.demo.courses import Course
from corved.demo.people import KARACHI
from corved.models import Session
from corved.scheduling.draft import Draft
from corved.scheduling.local_time import local_date, to_utc
from corved.scheduling.pattern import Pattern, parse_time, weekday
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window, one_month
from corved.use_cases.enrolment.match_request import match_request
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.tutor_mark_session import tutor_mark_session

ONE_DAY = timedelta(days=1)
PRICES = {8: 24_000, 12: 34_000, 20: 52_000}
MARKS = {"d": "done", "m": "done", "s": "no_show_student", "t": "no_show_tutor"}
NOTES = (
    "Good session. Please finish the exercise we started before the next one.",
    "Past paper questions 4 to 9: method is sound, watch the units.",
    "",
    "Revised last week's chapter, then a short test: 17 of 20.",
    "",
)


@dataclass
class Cast:
    """The ids of the demo's people, learners and subjects and levels, by key or name."""

    today: date
    people: dict[str, UUID] = field(default_factory=dict)
    learners: dict[str, UUID] = field(default_factory=dict)
    subjects: dict[str, UUID] = field(default_factory=dict)
    levels: dict[str, UUID] = field(default_factory=dict)


def live(cast: Cast, course: Course, number: int, now: datetime) -> None:
    """Create a course of the demo and its history, from the request to today."""
    window = one_month(cast.today + course.starts * ONE_DAY)
    agreed = min(now, to_utc(datetime.combine(window.first, time(0, 30)), KARACHI) - ONE_DAY)
    with clock.at(agreed):
        request_id = open_request(
            learner_id=cast.learners[course.learner],
            subject_id=cast.subjects[course.subject],
            level_id=cast.levels[course.level],
        )
        if course.state == "new":
            return
        package_id = sell_package(request_id=request_id, terms=Terms(course.tier, window.first))
        if course.state == "payment pending":
            return
        if course.state != "matched, not paid":
            paid_on = local_date(agreed, KARACHI)
            record_payment(package_id=package_id, amount=PRICES[course.tier], paid_on=paid_on)
        if not course.tutor:
            return
        match_id = match_request(request_id=request_id, tutor_user_id=cast.people[course.tutor])
        if course.state != "ready without link":
            set_meet_link(match_id=match_id, meet_link=_meet_link(number))
        if course.state not in {"running", "paused", "ended"}:
            return
        draft = Draft(Timetable.of(_pattern(cast, course)), window)
        generate_sessions(match_id=match_id, package_id=package_id, draft=draft)
    _hold(cast, course, match_id, now)
    if course.state in ("paused", "ended"):
        stop_match(match_id=match_id, status=course.state)
    else:
        _move_one(course, match_id, window, now)


def _hold(cast: Cast, course: Course, match_id: UUID, now: datetime) -> None:
    """Mark the past sessions, ten minutes after each ended, as their tutor."""
    query = select(Session).where(Session.match_id == match_id, Session.scheduled_end_utc < now)
    past = _detached(query)
    for index, session in enumerate(past[: len(past) - course.leave_unmarked] if course.leave_unmarked else past):
        went = course.past[min(index, len(course.past) - 1)]
        end = session.scheduled_end_utc
        if went == "m":
            end += _move_and_hold(session)
        speak_for(Identity("app_tutor", cast.people[course.tutor]))
        with clock.at(min(end + timedelta(minutes=10), now)):
            note = NOTES[index % len(NOTES)] if MARKS[went] == "done" else ""
            tutor_mark_session(session_id=session.id, status=MARKS[went], notes=note or None)
        speak_for(Identity("app_admin", cast.people["amna"]))


def _detached(query: Select[Session]) -> list[Session]:
    """Return the sessions in order of time, detached, so that they can be used under another identity."""
    sessions = list(db.scalars(query.order_by(Session.scheduled_start_utc)))
    db.expunge_all()
    db.rollback()
    return sessions


def _move_and_hold(session: Session) -> timedelta:
    """Move a session by three quarters of an hour; return the delay."""
    later = timedelta(minutes=45)
    with clock.at(session.scheduled_start_utc - 2 * ONE_DAY):
        move_session(
            session_id=session.id,
            local_start=session.local_start + later,
            timezone=session.timezone,
            reason="The family asked for a later hour",
        )
    return later


def _move_one(course: Course, match_id: UUID, window: Window, now: datetime) -> None:
    """Move one upcoming session of Zara and of Ayaan; for one of Sofia's the tutor needs a new time."""
    query = select(Session).where(
        Session.match_id == match_id,
        Session.status == "scheduled",
        Session.scheduled_start_utc > now + timedelta(hours=30),
    )
    coming = _detached(query)
    if not coming:
        return
    session = coming[0]
    if course.learner in ("Zara Khan", "Ayaan Sheikh"):
        move_session(
            session_id=session.id,
            local_start=session.local_start + timedelta(minutes=30),
            timezone=session.timezone,
            reason="School event",
        )
    elif course.learner == "Sofia Anwar":
        admin = db.info["identity"]
        speak_for(Identity("app_tutor", session.tutor_user_id))
        tutor_mark_session(session_id=session.id, status="rescheduled")
        speak_for(admin)


def _pattern(cast: Cast, course: Course) -> Pattern:
    today = weekday(cast.today)
    days = tuple(sorted((today + day) % 7 for day in course.days))
    return Pattern(course.timezone, days, parse_time(course.time))


def _meet_link(number: int) -> str:
    letter = chr(ord("a") + number)
    return f"https://meet.google.com/{letter * 3}-{letter * 4}-{letter * 3}"
