"""Loads one person for an admin: roles, zone, a tutor's hours, and upcoming sessions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.queries.timetable.match_calendar import timetable_from
from corved.scheduling.local_time import local_date
from corved.scheduling.pattern import Pattern
from corved.scheduling.timetable import Timetable
from corved.scheduling.weekly_hours import DatedHours, HoursVersion, WeeklyHours

PERSON = text(
    """
    select u.id, u.full_name, u.email, u.whatsapp, u.timezone, u.is_active, u.hue, u.currency,
           array(select c.code from currencies c order by c.added_at, c.code) as currencies,
           (select json_agg(json_build_array(l.id, l.full_name,
                                             (select count(*) from requests r where r.learner_id = l.id))
                            order by l.created_at)
            from learners l where l.account_user_id = u.id) as learners,
           (select max(i.expires_at) from invitations i where i.user_id = u.id and i.used_at is null
              and i.revoked_at is null and i.expires_at > :now) as invited_until,
           coalesce((select tp.is_approved from tutor_profiles tp where tp.user_id = u.id), false) as is_approved,
           (select json_agg(json_build_array(ts.subject_id, ts.level_id))
            from tutor_subjects ts where ts.tutor_user_id = u.id) as subjects,
           exists (select from second_steps s where s.user_id = u.id) as has_second_step,
           array(select r.role::text from user_roles r where r.user_id = u.id order by r.role) as roles,
           (select json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since)
            from tutor_hours h where h.tutor_user_id = u.id) as hours
    from users u where u.id = :id
    """
)
COMING = text(
    """
    select s.* from session_facts s
    where s.id in (
        select id from sessions where tutor_user_id = :id and scheduled_start_utc > :now
        union
        select id from sessions where account_user_id = :id and scheduled_start_utc > :now)
      and s.is_to_come
    order by s.start, s.id
    limit 20
    """
)
# The schedules of the person's running matches: the version that is agreed last.
SCHEDULES = text(
    """
    select m.id, l.full_name as learner, t.full_name as tutor, sub.name as subject, v.versions
    from matches m
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id
    join users t on t.id = m.tutor_user_id
    join subjects sub on sub.id = r.subject_id
    join lateral (select json_agg(json_build_array(since, pattern) order by since) as versions
                  from match_patterns where match_id = m.id) v on v.versions is not null
    where m.status in ('matched', 'active') and (m.tutor_user_id = :id or l.account_user_id = :id)
    order by l.full_name, t.full_name, m.id
    """
)


@dataclass(frozen=True)
class ScheduleLine:
    match_id: UUID
    learner: str
    tutor: str
    subject: str
    pattern: Pattern


@dataclass(frozen=True)
class PersonPage:
    """A person, as an admin's page shows them.

    coming: the next 20 sessions they teach or their learners have. learners: (id, name). requests: of each, how many.
    invited_until: when the pending invitation ends. subjects: what they may teach, (subject id, level id), once
    is_approved; None for every level. currency: in which a family pays, None for the academy's. currencies: all.
    """

    id: UUID
    full_name: str
    email: str | None
    whatsapp: str | None
    timezone: str
    is_active: bool
    hue: int
    currency: str | None
    currencies: list[str]
    roles: tuple[str, ...]
    learners: tuple[tuple[UUID, str], ...]
    requests: dict[UUID, int]
    invited_until: datetime | None
    is_approved: bool
    subjects: frozenset[tuple[UUID, UUID | None]]
    has_second_step: bool
    dated_hours: DatedHours
    today: date
    coming: tuple[SessionRow, ...]
    schedules: tuple[ScheduleLine, ...]

    @property
    def hours(self) -> WeeklyHours:
        """Return the tutor's weekly hours of today."""
        return self.dated_hours.on(self.today)

    @property
    def later_hours(self) -> tuple[HoursVersion, ...]:
        """Return the versions of the hours that begin after today."""
        return tuple(each for each in self.dated_hours.versions[1:] if each.since > self.today)

    @property
    def teaches(self) -> bool:
        return "tutor" in self.roles


def _holding(agreed: Timetable, now: datetime) -> Pattern:
    """Return the schedule that is valid today, in its own time zone."""
    return agreed.on(local_date(now, agreed.versions[-1].pattern.timezone))


def person_page(person_id: UUID, *, now: datetime) -> PersonPage:
    """Return the person, or raise NotHere."""
    row = db.execute(PERSON, {"id": person_id, "now": now}).one_or_none()
    if row is None:
        raise NotHere
    values = {"id": person_id, "now": now}
    dated = DatedHours.from_json(row.hours, row.timezone)
    return PersonPage(
        row.id,
        row.full_name,
        row.email,
        row.whatsapp,
        row.timezone,
        row.is_active,
        row.hue,
        row.currency,
        row.currencies,
        tuple(row.roles),
        tuple((UUID(key), name) for key, name, _requests in row.learners or ()),
        {UUID(key): requests for key, _name, requests in row.learners or ()},
        row.invited_until,
        row.is_approved,
        frozenset((UUID(key), UUID(level) if level else None) for key, level in row.subjects or ()),
        row.has_second_step,
        dated,
        local_date(now, dated.versions[-1].hours.timezone),
        tuple(session_rows(COMING, values)),
        tuple(
            ScheduleLine(each.id, each.learner, each.tutor, each.subject, _holding(timetable_from(each.versions), now))
            for each in db.execute(SCHEDULES, {"id": person_id})
        ),
    )
