"""Imports a spreadsheet: people, learners, and courses with their schedules. All rows or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Learner, Subject, TutorProfile, TutorSubject, User, UserRole
from corved.problems import Problem
from corved.scheduling.local_time import local_date
from corved.scheduling.pattern import Pattern
from corved.scheduling.timetable import Timetable
from corved.use_cases.enrolment.payment_steps import Money, pay
from corved.use_cases.enrolment.steps import Terms, Wish, add_match, add_package, add_request, refuse_twice
from corved.use_cases.timetable.keep_schedule import keep_schedule


class Row(Protocol):
    """A row that was read without a problem (corved.forms.enrolment.import_row.ImportRow)."""

    number: int
    kind: str
    name: str
    email: str
    whatsapp: str | None
    zone: str
    learner: str
    subject: str
    level: str
    tier: int
    first_day: date | None
    paid_pkr: int
    tutor_email: str
    meet_link: str | None
    pattern: Pattern | None


@dataclass
class Imported:
    """The result of an import: what was created, or would be, and what is wrong.

    lines: (row, in words). problems: (row, column, what to do).
    """

    lines: list[tuple[int, str]] = field(default_factory=list)
    problems: list[tuple[int, str, str]] = field(default_factory=list)


class _Nothing(Exception):
    """Raised to roll back a trial of the import."""


def import_spreadsheet(*, rows: list[Row], dry: bool) -> Imported:
    """Import the rows. With any problem nothing is written.

    dry: try everything against the database, and roll it back.
    """
    done = Imported()
    try:
        with transaction():
            subjects = _subjects()
            for row in sorted(rows, key=lambda each: each.kind != "tutor"):
                try:
                    with db.begin_nested():
                        create = _tutor if row.kind == "tutor" else _course
                        done.lines.append((row.number, create(row, subjects)))
                        db.flush()
                except Problem as problem:
                    done.problems.append((row.number, problem.field or "", str(problem)))
                except IntegrityError as error:
                    done.problems.append((row.number, "", f"The database refuses it: {error.orig}".splitlines()[0]))
            _refuse_to_keep(dry or bool(done.problems))
            record("academy.imported", details={"rows": len(rows)})
    except _Nothing:
        pass
    done.lines.sort()
    done.problems.sort()
    return done


def _refuse_to_keep(nothing: bool) -> None:
    if nothing:
        raise _Nothing


def _tutor(row: Row, subjects: Mapping[str, UUID]) -> str:
    user_id, is_new = _person(row, "tutor")
    db.execute(
        upsert(TutorProfile)
        .values(user_id=user_id, is_approved=True)
        .on_conflict_do_update(index_elements=["user_id"], set_={"is_approved": True})
    )
    teaches = {"tutor_user_id": user_id, "subject_id": _subject(row.subject, subjects), "level": row.level}
    db.execute(upsert(TutorSubject).values(teaches).on_conflict_do_nothing())
    return f"{'Tutor' if is_new else 'Known tutor'} {row.name}, {row.subject}"


def _course(row: Row, subjects: Mapping[str, UUID]) -> str:
    account_id, is_new = _person(row, "student" if row.learner == row.name else "parent")
    query = select(Learner.id).where(Learner.account_user_id == account_id, Learner.full_name == row.learner)
    learner_id = db.scalar(query)
    if learner_id is None:
        learner_id = db.scalars(
            insert(Learner).returning(Learner.id), [{"account_user_id": account_id, "full_name": row.learner}]
        ).one()
    tutor_id = db.scalar(select(User.id).where(User.email == row.tutor_email))
    if tutor_id is None:
        raise Problem("No tutor has this address. Add a row for the tutor.", "tutor_email")
    assert row.first_day is not None
    subject_id = _subject(row.subject, subjects)
    refuse_twice(learner_id, subject_id, row.level)
    request = add_request(Wish(learner_id, subject_id, row.level))
    package = add_package(request, Terms(row.tier, row.first_day))
    if row.paid_pkr:
        pay(request, package, Money(row.paid_pkr, min(row.first_day, local_date(clock.now(), row.zone))))
    match = add_match(request, tutor_id, row.meet_link)
    if row.pattern is not None:
        keep_schedule(match.id, None, Timetable.of(row.pattern), row.first_day)
    who = f"{'New family' if is_new else 'Known family'} {row.name}"
    return f"{who}: {row.learner}, {row.subject}, {row.tier} sessions from {row.first_day}"


def _person(row: Row, role: str) -> tuple[UUID, bool]:
    """Return the person with this e-mail address, giving them the role, and whether they are new."""
    user_id = db.scalar(select(User.id).where(User.email == row.email))
    is_new = user_id is None
    if user_id is None:
        values = {"full_name": row.name, "email": row.email, "whatsapp": row.whatsapp, "timezone": row.zone}
        user_id = db.scalars(insert(User).returning(User.id), [values]).one()
        record("person.created", entity_id=user_id, details={"full_name": row.name, "roles": [role]})
    db.execute(upsert(UserRole).values(user_id=user_id, role=role).on_conflict_do_nothing())
    return user_id, is_new


def _subjects() -> dict[str, UUID]:
    """Return the academy's subjects by their name in small letters."""
    return {row.name.casefold(): row.id for row in db.execute(select(Subject.id, Subject.name))}


def _subject(name: str, subjects: Mapping[str, UUID]) -> UUID:
    found = subjects.get(name.casefold())
    if found is None:
        raise Problem(f"The academy teaches no {name}.", "subject")
    return found
