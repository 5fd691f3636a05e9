"""Finds who could teach sessions of a course instead of its tutor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.queries.timetable.match_calendar import closed_from
from corved.scheduling.generator import Occurrence
from corved.scheduling.obstacles import Busy, Closed
from corved.scheduling.weekly_hours import DatedHours

TUTORS = text(
    """
    select u.id, u.full_name, u.hue, u.timezone,
           array(select array[v.subject_id, v.level_id] from tutor_levels v where v.tutor_id = u.id) as teaches,
           d.closed,
           (select json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since)
            from tutor_hours h where h.tutor_user_id = u.id) as hours,
           (select json_agg(json_build_array(s.id, s.scheduled_start_utc, s.scheduled_end_utc))
            from sessions s where s.tutor_user_id = u.id and s.is_live
              and s.scheduled_start_utc < :last and s.scheduled_end_utc > :first) as taught,
           (select count(*) from matches m where m.tutor_user_id = u.id and m.status in ('matched', 'active')) as load
    from active_tutors u
    join tutor_profiles p on p.user_id = u.id and p.is_approved
    join closed_days d on d.tutor_id = u.id
    order by u.full_name, u.id
    """
)


COMING = text(
    """
    select s.* from session_facts s
    where s.match_id = :id and (s.start > :now and s.is_to_come or s.needs_new_time and s.is_owed)
    order by s.start, s.id
    """
)


@dataclass(frozen=True)
class Candidate:
    """A tutor who may teach, with everything that says when they can. load: their running courses."""

    id: UUID
    full_name: str
    hue: int
    timezone: str
    teaches: frozenset[tuple[UUID, UUID]]
    closed: tuple[Closed, ...]
    hours: DatedHours
    busy: tuple[Busy, ...]
    load: int

    def obstacle(self, at: Occurrence) -> str:
        """Return what keeps the tutor from a time: `teaches then`, `on leave`, or '' where nothing does."""
        if any(each.start < at.end and at.start < each.end for each in self.busy):
            return "teaches then"
        if any(each.is_leave and each.covers(at.start) for each in self.closed):
            return "on leave"
        return ""

    def without(self, session_ids: Iterable[UUID]) -> Candidate:
        """Return the tutor as if they did not teach these sessions."""
        left_out = set(session_ids)
        return replace(self, busy=tuple(each for each in self.busy if each.session_id not in left_out))

    def is_off_hours(self, at: Occurrence) -> bool:
        return not self.hours.allow(at.start, at.end)


@dataclass(frozen=True)
class Substitute:
    """A tutor as a substitute for some sessions. free: for how many of them; off_hours: how many are outside theirs."""

    tutor: Candidate
    teaches_it: bool
    free: int
    off_hours: int
    obstacle: str


def coming_sessions(match_id: UUID, *, now: datetime) -> list[SessionRow]:
    """Return the sessions of a course to come, or waiting for a time, whoever teaches them."""
    return session_rows(COMING, {"id": match_id, "now": now})


def candidates(first: datetime, last: datetime) -> list[Candidate]:
    """Return every approved tutor, with what they teach between two instants."""
    found = []
    for row in db.execute(TUTORS, {"first": first, "last": last}):
        busy = tuple(
            Busy(datetime.fromisoformat(start), datetime.fromisoformat(end), "", UUID(key))
            for key, start, end in row.taught or ()
        )
        teaches = frozenset((subject_id, level_id) for subject_id, level_id in row.teaches)
        hours = DatedHours.from_json(row.hours, row.timezone)
        closed = closed_from(row.closed)
        who = row.id, row.full_name, row.hue, row.timezone
        found.append(Candidate(*who, teaches, closed, hours, busy, row.load))
    return found


def ranked(
    tutors: Sequence[Candidate], times: Sequence[Occurrence], *, subject_id: UUID, level_id: UUID
) -> list[Substitute]:
    """Return the tutors as substitutes, best first.

    Who teaches the subject comes first, then who is free for most of the times, in their hours, and has fewest courses.
    """
    found = []
    for each in tutors:
        obstacles = [each.obstacle(at) for at in times]
        off = sum(each.is_off_hours(at) for at, obstacle in zip(times, obstacles, strict=True) if not obstacle)
        reason = next(filter(None, obstacles), "")
        teaches_it = (subject_id, level_id) in each.teaches
        found.append(Substitute(each, teaches_it, obstacles.count(""), off, reason))
    return sorted(found, key=_rank)


def _rank(each: Substitute) -> tuple[bool, int, int, int, str]:
    return not each.teaches_it, -each.free, each.off_hours, each.tutor.load, each.tutor.full_name
