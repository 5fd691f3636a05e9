"""Closes a tutor's month: its lines are kept as they are, and whatever changes later stands in a later month."""

from __future__ import annotations

from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db, transaction
from corved.models import PayAdjustment, PayLine, PayMonth, PayRate, Session, TutorProfile
from corved.problems import Changed, NotHere, Problem, violated_constraint
from corved.queries.money.pay import Bounds, bounds, pay_of
from corved.scheduling.local_time import local_date
from corved.use_cases.money.pay_steps import refuse_closed
from corved.values.pay import PAID_STATUSES


def close_pay_month(*, tutor_id: UUID, month: date, seen: str) -> None:
    """Close it. month: any of its days. seen: what the page showed (TutorPay.seen).

    Raises Changed where something has changed since, or somebody closed it; Problem for a month that is not over, has
    sessions to be marked or without a rate; NotHere.
    """
    now = clock.now()
    try:
        with transaction():
            if db.get(TutorProfile, tutor_id, with_for_update=True) is None:
                raise NotHere
            wanted = bounds(month)
            if wanted.after > now:
                raise Problem("This month is not over yet.")
            refuse_closed(tutor_id, wanted.month)
            _refuse_gap(tutor_id, wanted)
            pay = pay_of(wanted, tutor_id, now=now)
            if pay is None or pay.seen != seen:
                raise Changed("Something has changed since you opened this page. Look again.")
            if pay.unmarked:
                raise Problem("Some sessions are not marked yet. Mark them first.")
            if pay.without_rate:
                raise Problem("Some sessions have no rate. Set it first.")
            closed = PayMonth(id=uuid4(), tutor_user_id=tutor_id, month=wanted.month, closed_at=now)
            closed.closed_by_user_id = current_user_id()
            closed.absent_percent = wanted.absent_percent
            db.add(closed)
            db.flush()
            db.add_all(
                PayLine(
                    pay_month_id=closed.id,
                    number=number,
                    session_id=line.session_id,
                    starts_at=line.starts_at,
                    learner=line.learner,
                    subject=line.subject,
                    minutes=line.minutes,
                    amount=line.amount,
                    currency=line.currency,
                    words=line.words,
                )
                for number, line in enumerate(pay.lines, start=1)
            )
            details = {"month": f"{wanted.month:%Y-%m}", "sum": ", ".join(pay.sums_in_words)}
            record("tutor.month_closed", entity_id=tutor_id, details=details)
    except IntegrityError as error:
        if violated_constraint(error) == "pay_months_once":
            raise Changed("Somebody closed this month already.") from error
        raise


def _refuse_gap(tutor_id: UUID, wanted: Bounds) -> None:
    """Raise Problem where an earlier month is open that has adjustments, or sessions that are paid or to be marked.

    Before the first closed month only what a rate holds for counts: an academy may begin to pay from CorvEd later.
    """
    last = db.scalar(select(func.max(PayMonth.month)).where(PayMonth.tutor_user_id == tutor_id))
    since = db.scalar(select(func.min(PayRate.since)).where(PayRate.tutor_user_id == tutor_id))
    begins = bounds(last).after if last else bounds(since).midnight(since) if since else wanted.first
    sessions = select(Session.scheduled_start_utc).where(
        Session.tutor_user_id == tutor_id,
        or_(Session.status.in_(PAID_STATUSES), Session.is_to_come),
        Session.scheduled_start_utc >= begins,
        Session.scheduled_start_utc < wanted.first,
    )
    adjusted = select(func.min(PayAdjustment.month)).where(
        PayAdjustment.tutor_user_id == tutor_id,
        PayAdjustment.month < wanted.month,
        PayAdjustment.month > (last or date.min),
    )
    taught = db.scalar(sessions.order_by(Session.scheduled_start_utc).limit(1))
    open_months = [local_date(taught, wanted.zone)] if taught is not None else []
    open_months += [day for day in [db.scalar(adjusted)] if day is not None]
    if open_months:
        raise Problem(f"Close {min(open_months):%B %Y} first.")
