"""What the changes of a tutor's pay share: a month that is closed stays as it is."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from corved.database.session import db
from corved.models import PayMonth
from corved.problems import Problem


def refuse_closed(tutor_id: UUID, day: date) -> None:
    """Raise Problem where the tutor's month with this day is closed, or a later one."""
    closed = select(PayMonth.month).where(PayMonth.tutor_user_id == tutor_id, PayMonth.month >= day.replace(day=1))
    last = db.scalar(closed.order_by(PayMonth.month.desc()).limit(1))
    if last is not None:
        raise Problem(f"{last:%B %Y} is closed: nothing in it or before it changes. Choose a later month.", "since")
