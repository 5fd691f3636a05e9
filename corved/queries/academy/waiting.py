"""Loads what waits besides sessions: unpaid months, payments that families say they made, what tutors ask for."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from corved.database.query_files import query
from corved.database.session import db
from corved.queries.people.tutor_requests import RequestLine, request_line

WAITING = query(__file__, "waiting")


class CourseWithoutTutor(NamedTuple):
    """A running course whose tutor no longer teaches. tutor_is_here: its own tutor teaches, a substitute does not.

    sessions: how many upcoming ones somebody else has to teach.
    """

    match_id: str
    learner: str
    tutor: str
    subject: str
    tutor_is_here: bool
    sessions: int


class Waiting(NamedTuple):
    """What waits besides sessions.

    unpaid: months that are not paid, and begin so soon, or began, that the academy wants to be warned. claims: families
    that say they have paid. requests: what tutors ask for, by its first day. without_tutor: courses whose tutor no
    longer teaches.
    """

    unpaid: int
    claims: int
    requests: list[RequestLine]
    without_tutor: list[CourseWithoutTutor]


def waiting(today: date, *, now: datetime) -> Waiting:
    """Return what waits. today: the reader's local date."""
    row = db.execute(WAITING, {"today": today, "now": now}).one()
    without_tutor = [CourseWithoutTutor(**each) for each in row.without_tutor or ()]
    return Waiting(row.unpaid, row.claims, [request_line(each) for each in row.requests or ()], without_tutor)
