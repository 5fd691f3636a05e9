"""Whom one can enrol, and who could teach them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.models.people import LEVELS
from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import Busy, WeeklyHours
from corved.scheduling.overlap import free_minutes, shared_spans
from corved.scheduling.windows import ONE_DAY

LEARNERS = text(
    """
    select l.id, l.full_name, a.full_name as account, a.timezone
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
           (select json_agg(json_build_array(s.scheduled_start_utc, s.scheduled_end_utc, l.full_name)
                            order by s.scheduled_start_utc)
            from sessions s join learners l on l.id = s.learner_id
            where s.tutor_user_id = u.id and s.scheduled_start_utc >= :first and s.scheduled_start_utc < :last
              and (s.status in ('scheduled', 'done') or (s.status = 'rescheduled' and not s.needs_new_time))
           ) as lessons,
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
    """account: who signs in for them, in this zone."""

    id: UUID
    full_name: str
    account: str
    zone: str


@dataclass(frozen=True)
class TutorChoice:
    """An approved tutor. matches: running ones. week: sessions in the next seven days. fits: how many minutes of a week
    of the learner's availability lie in the tutor's hours and are free; None where one of the two is not known.
    taken: the tutor's sessions of that week that lie in it."""

    id: UUID
    full_name: str
    teaches_it: bool
    subjects: tuple[str, ...]
    matches: int
    week: int
    fits: int | None
    taken: tuple[Busy, ...]


def learner_choices() -> list[LearnerChoice]:
    return [LearnerChoice(*row) for row in db.execute(LEARNERS)]


def tutor_choices(
    *, day: date, subject_id: UUID | None = None, level: str | None = None, availability: WeeklyHours | None = None
) -> list[TutorChoice]:
    """Best first: who teaches the subject at the level, who has the most time in what fits, who has the least to do.

    day: the week that is looked at is the one with this local day of the availability's zone.
    """
    monday = day - day.weekday() * ONE_DAY
    midnight = to_utc(datetime.combine(monday, time()), availability.timezone if availability else "UTC")
    values = {"subject_id": subject_id, "level": level, "first": midnight - ONE_DAY, "last": midnight + 8 * ONE_DAY}
    found = []
    for row in db.execute(TUTORS, values).mappings():
        hours = WeeklyHours.from_json(row["hours_zone"], row["weekly_hours"])
        spans = shared_spans(availability, hours, monday) if availability and hours.spans else []
        lessons = [
            Busy(datetime.fromisoformat(start), datetime.fromisoformat(end), learner)
            for start, end, learner in row["lessons"] or ()
        ]
        taken = tuple(each for each in lessons if any(each.start < end and start < each.end for start, end in spans))
        known = availability is not None and availability.spans and hours.spans
        found.append(
            TutorChoice(
                row["id"],
                row["full_name"],
                row["teaches_it"],
                tuple(f"{name}, {LEVELS[at]}" for name, at in row["subjects"] or ()),
                row["matches"],
                row["week"],
                free_minutes(spans, [(each.start, each.end) for each in taken]) if known else None,
                taken,
            )
        )
    return sorted(found, key=lambda each: (not each.teaches_it, -(each.fits or 0), each.week, each.full_name))
