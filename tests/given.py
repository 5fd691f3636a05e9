"""Situations, built by calling use cases, so that test data cannot be impossible."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import psycopg
from sqlalchemy import select

from corved import clock
from corved.database.session import CookieIdentity, Identity, db, speak_for
from corved.models import Level, Session, Subject
from corved.scheduling.draft import Draft
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window, one_month
from corved.use_cases.academy.change_academy import AcademySettings, change_academy
from corved.use_cases.academy.set_prices import set_prices
from corved.use_cases.academy.set_up_academy import set_up_academy
from corved.use_cases.enrolment.match_request import match_request
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.set_meet_link import set_meet_link
from corved.use_cases.months.generate_sessions import generate_sessions
from corved.use_cases.people.add_learner import add_learner
from corved.use_cases.people.create_person import create_person
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from corved.values.visits import Visit

MEET_LINK = "https://meet.google.com/abc-defg-hij"
OTHER_MEET_LINK = "https://meet.google.com/xyz-wxyz-xyz"
PRICES = {8: 24000, 12: 34000, 20: 52000}
ACADEMY = AcademySettings("Test Academy", "Asia/Karachi", "+922100000000", 24)
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class Cast:
    """People by id. student: New York, learner of their own. parent: London, two learners. stranger: Sydney."""

    admin: UUID
    owner: UUID
    tutor: UUID
    other_tutor: UUID
    student: UUID
    parent: UUID
    stranger: UUID
    student_learner: UUID
    zara: UUID
    yusuf: UUID
    stranger_learner: UUID

    @property
    def everybody(self) -> tuple[UUID, ...]:
        return (
            self.admin,
            self.owner,
            self.tutor,
            self.other_tutor,
            self.student,
            self.parent,
            self.stranger,
        )


@dataclass(frozen=True)
class Course:
    """A request with its package and match; sessions in order of time when it is running."""

    request: UUID
    package: UUID
    match: UUID
    tutor: UUID
    learner: UUID


def make_cast() -> Cast:
    admin = set_up_academy(
        full_name="Amna Rizvi",
        email="admin@test.example",
        password=PASSWORD,
        timezone=ACADEMY.timezone,
        academy=ACADEMY.name,
        whatsapp=ACADEMY.whatsapp,
    )
    change_academy(settings=ACADEMY)
    set_prices(prices={(size, "PKR"): amount for size, amount in PRICES.items()}, currency="PKR")
    owner = person("Omar Owner", "owner", "Asia/Karachi", "admin", "tutor")
    tutor = person("Tariq Tutor", "tutor", "Europe/London", "tutor")
    other_tutor = person("Bilal Ahmed", "bilal", "Asia/Karachi", "tutor")
    student = person("Ayaan Sheikh", "student", "America/New_York", "student")
    parent = person("Nadia Khan", "parent", "Europe/London", "parent")
    stranger = person("Emaan Javed", "stranger", "Australia/Sydney", "student")
    return Cast(
        admin,
        owner,
        tutor,
        other_tutor,
        student,
        parent,
        stranger,
        student_learner=add_learner(account_user_id=student, full_name="Ayaan Sheikh"),
        zara=add_learner(account_user_id=parent, full_name="Zara Khan"),
        yusuf=add_learner(account_user_id=parent, full_name="Yusuf Khan"),
        stranger_learner=add_learner(account_user_id=stranger, full_name="Emaan Javed"),
    )


def person(name: str, key: str, timezone: str, *roles: str, password: str | None = None) -> UUID:
    """Somebody with these roles; a tutor is approved for every subject and level."""
    person_id = create_person(
        full_name=name,
        email=f"{key}@test.example",
        timezone=timezone,
        roles=roles,
        password=password,
        whatsapp="+923000000000",
        is_another=True,
    )
    if "tutor" in roles:
        approve(person_id)
    return person_id


def approve(tutor_id: UUID) -> None:
    """Let a tutor teach everything."""
    levels = list(db.scalars(select(Level.id)))
    subjects = [(subject, level) for subject in db.scalars(select(Subject.id)) for level in levels]
    db.rollback()
    set_tutor_subjects(tutor_id=tutor_id, is_approved=True, subjects=subjects)


def level_id(name: str) -> UUID:
    """The id of a level; it leaves no transaction open."""
    found = db.scalars(select(Level.id).where(Level.name == name)).one()
    db.rollback()
    return found


def a_schedule(
    days: tuple[int, ...] = (1, 3), time: str = "17:00", timezone: str = "Europe/London", duration: int = 60
) -> Pattern:
    return Pattern(timezone, days, parse_time(time), duration)


def a_matched_course(
    *,
    learner: UUID,
    tutor: UUID,
    tier: int = 8,
    first: date = date(2026, 3, 2),
    paid: bool = True,
    meet_link: str | None = MEET_LINK,
    subject: str = "Math",
) -> Course:
    """Request, package, payment, match and Meet link; no sessions yet."""
    subject_id = db.scalars(select(Subject.id).where(Subject.name == subject)).one()
    request = open_request(learner_id=learner, subject_id=subject_id, level_id=level_id("O Levels"))
    package = sell_package(request_id=request, terms=Terms(tier, first))
    if paid:
        record_payment(package_id=package, amount=PRICES[tier], paid_on=first)
    match = match_request(request_id=request, tutor_user_id=tutor)
    if meet_link:
        set_meet_link(match_id=match, meet_link=meet_link)
    return Course(request, package, match, tutor, learner)


def a_running_course(
    *,
    learner: UUID,
    tutor: UUID,
    tier: int = 8,
    first: date = date(2026, 3, 2),
    pattern: Pattern | None = None,
    subject: str = "Math",
) -> Course:
    """Mondays and Wednesdays at 17:00 London unless said otherwise; the first is on Monday 2 March, 17:00Z."""
    course = a_matched_course(learner=learner, tutor=tutor, tier=tier, first=first, subject=subject)
    generate_sessions(
        match_id=course.match,
        package_id=course.package,
        draft=a_draft(pattern, one_month(first)),
    )
    return course


def sessions_of(course: Course) -> list[Session]:
    """As they are in the database now, in order of time; detached."""
    return sessions_of_match(course.match)


def sessions_of_match(match_id: UUID) -> list[Session]:
    query = select(Session).where(Session.match_id == match_id).order_by(Session.scheduled_start_utc)
    found = list(db.scalars(query.execution_options(populate_existing=True)))
    db.expunge_all()
    db.rollback()
    return found


def session_now(session_id: UUID) -> Session:
    found = db.get_one(Session, session_id, populate_existing=True)
    db.expunge_all()
    db.rollback()
    return found


@contextmanager
def speaking_for(role: str, user_id: UUID | None) -> Iterator[None]:
    before = db.info["identity"]
    speak_for(Identity(role, user_id))
    try:
        yield
    finally:
        speak_for(before)


VISIT = Visit("192.0.2.7", UUID(int=7), "A browser")


def signed_in(superuser: psycopg.Connection, user_id: UUID) -> str:
    """What a cookie of this person has after signing in on a device of their own."""
    row = superuser.execute(
        """insert into sign_ins (user_id, device, agent, began_at, used_at, proved_at)
           select id, gen_random_uuid(), 'A browser', %(now)s, %(now)s, %(now)s from users where id = %(id)s
           returning id, (select session_stamp from users where id = %(id)s)""",
        {"id": user_id, "now": clock.now()},
    ).fetchone()
    assert row is not None
    return f"{user_id}.{row[1]}.{row[0]}"


def cookie_of(superuser: psycopg.Connection, user_id: UUID, role: str) -> CookieIdentity:
    """The identity of somebody who is signed in, as their pages bind it."""
    _id, stamp, sign_in = (UUID(part) for part in signed_in(superuser, user_id).split("."))
    return CookieIdentity(user_id, stamp, sign_in, role)


@contextmanager
def after(instant: datetime, minutes: int = 0) -> Iterator[None]:
    """It is so many minutes after an instant."""
    db.rollback()
    with clock.at(instant + timedelta(minutes=minutes)):
        yield
    db.rollback()


def a_draft(pattern: Pattern | None = None, window: Window | None = None, **more: object) -> Draft:
    """Mondays and Wednesdays, 17:00 London, from 2 March for a month, unless said otherwise."""
    return Draft(Timetable.of(pattern or a_schedule()), window or march(), **more)


def march() -> Window:
    return one_month(date(2026, 3, 2))
