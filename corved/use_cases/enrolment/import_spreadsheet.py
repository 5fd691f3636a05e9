"""Imports a spreadsheet: people, learners, and courses with their schedules. All rows or none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, insert, select, text
from sqlalchemy.exc import IntegrityError

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import (
    AuditLog,
    Base,
    Currency,
    Learner,
    Level,
    Match,
    MatchPattern,
    MonthSize,
    Package,
    Payment,
    Request,
    SessionLength,
    Subject,
    TutorProfile,
    TutorSubject,
    User,
    UserRole,
)
from corved.scheduling.request_states import step
from corved.use_cases.enrolment.import_plan import Imported, ImportPlan, Row

ONE_AT_A_TIME = 0x696D706F  # any number that nothing else uses
PAID = text("select id from package_money where id = any(:ids) and is_paid")
OFFERED = (Subject, Level, MonthSize, SessionLength, Currency)
BEFORE_PAID = (*OFFERED, User, UserRole, TutorProfile, TutorSubject, Learner, Request, Package, Payment)
AFTER_PAID = (Match, AuditLog)


class _Nothing(Exception):
    """Raised to roll back a trial of the import."""


def import_spreadsheet(*, rows: Sequence[Row], dry: bool, adds: bool = False) -> Imported:
    """Import the rows, in a few statements for each table. With any problem nothing is written.

    Rows with a cell that could not be read are checked as far as they were read, and stop the import. dry: try
    everything against the database, and roll it back. adds: add what the rows name and the academy does not offer yet;
    without it, nothing is written, and the result says so.
    """
    done = Imported()
    try:
        with transaction():
            db.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
            plan = ImportPlan(done, rows)
            plan.add_rows()
            done.unknown = plan.offers.unknown
            if done.unknown and not (dry or adds):
                done.lacks_consent = True
            is_fit = not done.problems and not done.lacks_consent and all(row.is_read for row in rows)
            if is_fit:
                _write(plan)
            _refuse_to_keep(dry or not is_fit)
            record("academy.imported", details={"rows": len(rows), **done.unknown})
    except _Nothing:
        pass
    except IntegrityError as error:
        done.problems.append((1, "", f"This row could not be saved: {error.orig}".splitlines()[0]))
    done.lines.sort()
    done.notices.sort()
    done.problems.sort()
    return done


def _refuse_to_keep(nothing: bool) -> None:
    if nothing:
        raise _Nothing


def _flush(waiting: Sequence[object], kinds: Sequence[type[Base]]) -> None:
    """Write what waits, table by table, so that each row finds those that it refers to."""
    for kind in kinds:
        db.add_all(each for each in waiting if type(each) is kind)
        db.flush()


def _write(plan: ImportPlan) -> None:
    """Write what was added, table by table, and then the states that follow from what was paid."""
    waiting = list(db.new)
    db.expunge_all()
    _flush(waiting, BEFORE_PAID)
    paid = set(db.scalars(PAID, {"ids": [package.id for _request, package in plan.sold]}))
    for request, package in plan.sold:
        if package.id in paid:
            package.status = "active"
            request.status = step("pay", request.status)
    _flush(waiting, AFTER_PAID)
    if plan.patterns:
        db.execute(insert(MatchPattern), plan.patterns)
