"""Sets what a tutor is paid from a day on, for all courses or for one."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import select

from corved.audit import record
from corved.database.session import db, transaction
from corved.models import Currency, Match, PayRate, TutorProfile
from corved.problems import NotHere, Problem
from corved.scheduling.time_limits import ONE_DAY
from corved.use_cases.money.pay_steps import refuse_closed
from corved.values.pay import KINDS, SHARE, Rate


def set_pay_rate(
    *, tutor_id: UUID, kind: str, amount: int, currency: str | None, since: date, match_id: UUID | None = None
) -> None:
    """Set it. A rate that holds then ends the day before; it ends itself where a later one begins.

    kind: hour, session or share. amount: in the minor unit of currency; of a share percent, without a currency. since:
    a local date of the academy. Raises Problem for a day in a month that is closed, and for what no rate can be;
    NotHere for somebody who never taught, and for a course of another tutor.
    """
    if kind not in KINDS:
        raise Problem("Choose for what the tutor is paid.", "kind")
    currency = None if kind == SHARE else currency
    if amount <= 0 or (kind == SHARE and amount > 100):
        raise Problem("Enter 1 to 100 percent." if kind == SHARE else "Enter an amount above 0.", "amount")
    with transaction():
        if db.get(TutorProfile, tutor_id, with_for_update=True) is None:
            raise NotHere
        if currency is not None and db.get(Currency, currency) is None:
            raise Problem("Choose a currency.", "currency")
        if match_id is not None and not _is_course_of(match_id, tutor_id):
            raise NotHere
        refuse_closed(tutor_id, since)
        mine = PayRate.match_id.is_(None) if match_id is None else PayRate.match_id == match_id
        later = None
        for each in db.scalars(select(PayRate).where(PayRate.tutor_user_id == tutor_id, mine)):
            if each.since > since:
                later = min(each.since, later or each.since)
            elif each.since == since:
                db.delete(each)
            elif each.until is None or each.until >= since:
                each.until = since - ONE_DAY
        db.flush()
        new = PayRate(id=uuid4(), tutor_user_id=tutor_id, match_id=match_id, kind=kind, amount=amount, since=since)
        new.currency, new.until = currency, later and later - ONE_DAY
        db.add(new)
        said = Rate(kind, amount, currency, since).in_words
        record("tutor.rate_set", entity_id=tutor_id, match_id=match_id, details={"rate": said, "since": f"{since}"})


def _is_course_of(match_id: UUID, tutor_id: UUID) -> bool:
    match = db.get(Match, match_id)
    return match is not None and match.tutor_user_id == tutor_id
