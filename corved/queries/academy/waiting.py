"""Loads what waits besides sessions: unpaid months, payments that families say they made, what tutors ask for."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import text

from corved.database.session import db
from corved.queries.people.tutor_requests import RequestLine, request_line

WAITING = text(
    """
    select (select count(*) from packages p
            where p.is_due and p.start_date - (select unpaid_days from academy) <= :today) as unpaid,
           (select count(*) from payment_claims c join packages p on p.id = c.package_id and p.is_due
            where c.payment_id is null and c.rejected_at is null) as claims,
           (select json_agg(w order by w.first_day, w.asked_at, w.id) from waiting_requests w) as requests
    """
)


class Waiting(NamedTuple):
    """What waits besides sessions.

    unpaid: months that are not paid, and begin so soon, or began, that the academy wants to be warned. claims: families
    that say they have paid. requests: what tutors ask for, by its first day.
    """

    unpaid: int
    claims: int
    requests: list[RequestLine]


def waiting(today: date) -> Waiting:
    """Return what waits. today: the reader's local date."""
    row = db.execute(WAITING, {"today": today}).one()
    return Waiting(row.unpaid, row.claims, [request_line(each) for each in row.requests or ()])
