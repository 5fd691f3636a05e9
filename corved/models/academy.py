"""The table of the academy, which has one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base


class Academy(Base):
    """The academy's settings, its name, zone and number included.

    whatsapp: E.164. cutoff_hours: the notice needed to move a session. mark_reminder_hours: so long after the end a
    tutor is asked for a missing mark. currency: of families without their own. history_text_months,
    message_text_months: their texts are emptied after so long, 0: never. sign_in_months: unused ones are deleted.
    unpaid_days: an unpaid month warns so long before its first day. hours_wait: what tutors enter as their hours waits
    for the academy's yes.
    """

    __tablename__ = "academy"

    id: Mapped[bool] = mapped_column(primary_key=True, default=True)
    name: Mapped[str]
    timezone: Mapped[str]
    whatsapp: Mapped[str]
    cutoff_hours: Mapped[int] = mapped_column(default=24)
    mark_reminder_hours: Mapped[int] = mapped_column(default=12)
    history_text_months: Mapped[int] = mapped_column(default=0)
    message_text_months: Mapped[int] = mapped_column(default=0)
    sign_in_months: Mapped[int] = mapped_column(default=12)
    unpaid_days: Mapped[int] = mapped_column(default=0)
    student_absent_percent: Mapped[int] = mapped_column(default=100)
    hours_wait: Mapped[bool] = mapped_column(default=True)
    currency: Mapped[str] = mapped_column(ForeignKey("currencies.code"), default="PKR")
    mails_since: Mapped[datetime | None]
