"""Loads the academy's sessions in order of time, filtered, fifty per page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, text

from corved.database.session import db
from corved.queries.academy.search import part_of
from corved.queries.page import Page, page_of
from corved.queries.sessions.session_rows import SessionRow, session_row

CONDITIONS = {
    "first": "s.start >= :first",
    "last": "s.start < :last",
    "person": "(s.learner ilike :person or s.tutor ilike :person)",
    "subject_id": "s.subject_id = :subject_id",
}
STATUS_CONDITIONS = {
    "unmarked": 's.is_to_come and s.start < :now and s."end" <= :now',
    "owed": "s.is_owed",
    "needs_new_time": "s.needs_new_time",
    "scheduled": "s.status = 'scheduled'",
    "rescheduled": "s.status = 'rescheduled' and not s.needs_new_time",
    "done": "s.status = 'done'",
    "no_show_student": "s.status = 'no_show_student'",
    "no_show_tutor": "s.status = 'no_show_tutor'",
}
SHOWN_STATUS = "case when s.needs_new_time then 'needs_new_time' else s.status::text end"


@dataclass(frozen=True)
class SessionFilter:
    """The filter of the list of sessions.

    first, last: aware instants, [first, last). person: part of a name. status: a key of STATUS_CONDITIONS.
    """

    first: datetime | None = None
    last: datetime | None = None
    person: str = ""
    subject_id: UUID | None = None
    status: str = ""
    page: int = 1


@dataclass(frozen=True)
class SessionSum:
    """How many sessions of a filter have a status or need a new time, and how many minutes they last together."""

    status: str
    number: int
    minutes: int


def sessions_list(wanted: SessionFilter, *, now: datetime) -> Page[SessionRow]:
    where, values = _conditions(wanted, now)
    query = select(text("s.*")).select_from(text("session_facts s")).where(*map(text, where))
    query = query.order_by(text("s.start, s.id")).limit(bindparam("limit")).offset(bindparam("offset"))
    return page_of(query, values, wanted.page, lambda **row: session_row(row))


def session_sums(wanted: SessionFilter, *, now: datetime) -> list[SessionSum]:
    """Return the sums of all sessions that the filter finds, not of one page, for each status."""
    where, values = _conditions(wanted, now)
    minutes = '(sum(extract(epoch from s."end" - s.start)) / 60)::integer'
    query = select(text(f"{SHOWN_STATUS}, count(*), {minutes}")).select_from(text("session_facts s"))
    query = query.where(*map(text, where)).group_by(text(SHOWN_STATUS)).order_by(text("min(s.status), 1"))
    return [SessionSum(*row) for row in db.execute(query, values)]


def _conditions(wanted: SessionFilter, now: datetime) -> tuple[list[str], dict[str, object]]:
    values: dict[str, object] = {"now": now} if wanted.status == "unmarked" else {}
    where = []
    for name, condition in CONDITIONS.items():
        if value := getattr(wanted, name):
            where.append(condition)
            values[name] = part_of(value) if name == "person" else value
    if wanted.status:
        where.append(STATUS_CONDITIONS[wanted.status])
    return where, values


def subjects() -> list[tuple[UUID, str]]:
    """Return (id, name) of every subject."""
    return [(row.id, row.name) for row in db.execute(text("select id, name from subjects order by name"))]
