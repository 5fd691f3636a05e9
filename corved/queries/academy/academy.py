"""Loads the academy's facts, settings and first steps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from corved.database.session import Identity, db, speak_for


@dataclass(frozen=True)
class AcademyFacts:
    """The academy's name, zone, number and notice period, for pages.

    whatsapp: E.164. cutoff_hours: the notice needed to move a session.
    """

    name: str
    timezone: str
    whatsapp: str
    cutoff_hours: int


def is_set_up() -> bool:
    """Say whether the academy has been set up. No sign-in is needed to ask."""
    speak_for(Identity())
    return bool(db.scalar(text("select app.is_set_up()")))


def academy() -> AcademyFacts:
    row = db.execute(text("select name, timezone, whatsapp, cutoff_hours from academy")).mappings().one()
    return AcademyFacts(**row)


@dataclass(frozen=True)
class Settings:
    """The settings, as in corved.use_cases.academy.change_academy.AcademySettings.

    backed_up_at: when `corved backup` wrote the last backup.
    """

    name: str
    timezone: str
    whatsapp: str
    cutoff_hours: int
    currency: str
    mark_reminder_hours: int
    history_text_months: int
    message_text_months: int
    sign_in_months: int
    unpaid_days: int
    student_absent_percent: int
    hours_wait: bool
    backed_up_at: datetime | None


@dataclass(frozen=True)
class FirstSteps:
    """Which first steps a new academy has taken."""

    prices: bool
    offers: bool
    tutor: bool
    learner: bool
    request: bool
    match: bool
    sessions: bool

    @property
    def are_done(self) -> bool:
        return self.sessions and self.prices


def academy_settings() -> Settings:
    query = """select name, timezone, whatsapp, cutoff_hours, currency, mark_reminder_hours,
        history_text_months, message_text_months, sign_in_months, unpaid_days, student_absent_percent, hours_wait,
        app.backed_up_at() as backed_up_at from academy"""
    return Settings(**db.execute(text(query)).mappings().one())


def hours_wait() -> bool:
    """Say whether what tutors enter as their hours waits for the academy's yes."""
    return bool(db.scalar(text("select hours_wait from academy")))


def first_steps() -> FirstSteps:
    query = """
        select exists (select 1 from prices where amount > 0) as prices,
               exists (select 1 from subjects) and exists (select 1 from levels) as offers,
               exists (select 1 from tutor_profiles where is_approved) as tutor,
               exists (select 1 from learners) as learner, exists (select 1 from requests) as request,
               exists (select 1 from matches) as match, exists (select 1 from sessions) as sessions
    """
    return FirstSteps(**db.execute(text(query)).mappings().one())
