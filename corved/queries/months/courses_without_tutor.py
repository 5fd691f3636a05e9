"""The running courses whose tutor no longer teaches, and those with sessions to come of a substitute who does not."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db

COURSES = text(
    """
    with gone as materialized (
        select t.user_id as id from tutor_profiles t
        where not exists (select from active_tutors a where a.id = t.user_id)),
    concerned as materialized (
        select m.id from gone g join matches m on m.tutor_user_id = g.id
        union
        select s.match_id from gone g
        join sessions s on s.tutor_user_id = g.id and s.is_to_come and s.scheduled_start_utc > :now)
    select m.id as match_id, m.learner, m.tutor, m.subject, h.tutor_is_here,
           (select count(*) from sessions s
            where s.match_id = m.id and s.is_to_come and s.scheduled_start_utc > :now
              and (not h.tutor_is_here or s.tutor_user_id in (select g.id from gone g))) as sessions
    from concerned c
    cross join lateral (
        select * from match_facts m where m.id = c.id and m.status in ('matched', 'active') offset 0) m
    cross join lateral (select m.tutor_id not in (select g.id from gone g) as tutor_is_here) h
    order by m.learner, m.id
    """
)


class CourseWithoutTutor(NamedTuple):
    """A running course whose tutor, or whose substitute where tutor_is_here, no longer teaches.

    sessions: how many upcoming ones somebody else has to teach.
    """

    match_id: UUID
    learner: str
    tutor: str
    subject: str
    tutor_is_here: bool
    sessions: int


def courses_without_tutor(*, now: datetime) -> list[CourseWithoutTutor]:
    return [CourseWithoutTutor(**row) for row in db.execute(COURSES, {"now": now}).mappings()]
