"""The academy itself: one row."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from corved.models.base import Base

FIRST_SUBJECTS = (
    "Math",
    "Physics",
    "Chemistry",
    "Biology",
    "English",
    "Computer Science",
    "Pakistan Studies",
    "Islamiyat",
    "Urdu",
)


class Academy(Base):
    """name, zone, WhatsApp number (E.164), cut-off in hours, prices in PKR a package."""

    __tablename__ = "academy"

    id: Mapped[bool] = mapped_column(primary_key=True, default=True)
    name: Mapped[str]
    timezone: Mapped[str]
    whatsapp: Mapped[str]
    cutoff_hours: Mapped[int] = mapped_column(default=24)
    price_8: Mapped[int]
    price_12: Mapped[int]
    price_20: Mapped[int]
    mails_since: Mapped[datetime | None]
