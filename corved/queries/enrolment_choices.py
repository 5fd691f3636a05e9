"""Whom one can enrol, and who could teach them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.models.people import LEVELS
from corved.scheduling.obstacles import WeeklyHours
from corved.scheduling.overlap import overlap_minutes
from corved.scheduling.windows import ONE_DAY

LEARNERS = text(
    """
    select l.id, l.full_name, a.full_name as account
    from learners l join users a on a.id = l.account_user_id
    where a.is_active order by l.full_name, l.id
    """
)
TUTORS = text(
    """
    select u.id, u.full_name, coalesce(tp.hours_timezone, u.timezone) as hours_zone, tp.weekly_hours,
           exists (select 1 from tutor_subjects s where s.tutor_user_id = u.id
                     and s.subject_id = :subject_id and s.level = cast(:level as level)) as teaches_it,
           (select json_agg(json_build_array(sub.name, s.level) order by sub.name, s.level)
            from tutor_subjects s join subjects sub on sub.id = s.subject_id where s.tutor_user_id = u.id) as subjects,
           (select count(*) from matches m
            where m.tutor_user_id = u.id and m.status in ('matched', 'active')) as matches,
           (select count(*) from sessions s where s.tutor_user_id = u.id
              and s.scheduled_start_utc > app.now() and s.scheduled_start_utc < app.now() + interval '7 days'
              and (s.status = 'scheduled' or (s.status = 'rescheduled' and not s.needs_new_time))) as week
    from users u
    join user_roles r on r.user_id = u.id and r.role = 'tutor'
    join tutor_profiles tp on tp.user_id = u.id
    where u.is_active and tp.is_approved
    order by u.full_name, u.id
    """
)


@dataclass(frozen=True)
class LearnerChoice:
    """account: who signs in for them."""

    id: UUID
    full_name: str
    account: str


@dataclass(frozen=True)
class TutorChoice:
    """An approved tutor. matches: running ones. week: sessions in the next seven days. fits: how many minutes a week
    of the learner's availability lie in the tutor's hours; None where one of the two is not known."""

    id: UUID
    full_name: str
    teaches_it: bool
    subjects: tuple[str, ...]
    matches: int
    week: int
    fits: int | None


def learner_choices() -> list[LearnerChoice]:
    return [LearnerChoice(*row) for row in db.execute(LEARNERS)]


def tutor_choices(
    *, today: date, subject_id: UUID | None = None, level: str | None = None, availability: WeeklyHours | None = None
) -> list[TutorChoice]:
    """Best first: who teaches the subject at the level, whose hours fit the longest, who has the least to do."""
    monday = today - today.weekday() * ONE_DAY
    found = []
    for row in db.execute(TUTORS, {"subject_id": subject_id, "level": level}).mappings():
        hours = WeeklyHours.from_json(row["hours_zone"], row["weekly_hours"])
        known = availability is not None and availability.spans and hours.spans
        fits = overlap_minutes(availability, hours, monday) if known and availability is not None else None
        subjects = tuple(f"{name}, {LEVELS[at]}" for name, at in row["subjects"] or ())
        found.append(
            TutorChoice(row["id"], row["full_name"], row["teaches_it"], subjects, row["matches"], row["week"], fits)
        )
    return sorted(found, key=lambda each: (not each.teaches_it, -(each.fits or 0), each.week, each.full_name))
