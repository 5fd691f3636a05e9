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
from corved.scheduling.time_limits import LONGEST_SESSION
from corved.scheduling.weekly_hours import DatedHours

MOST_SHOWN = 20  # tutors in a list to choose from, the best of them
# Who is approved for one of the wanted subjects and levels, with the sessions that overlap one of the times.
TUTORS = text(
    """
    with busy as materialized (
        select x.tutor_user_id, json_agg(json_build_array(x.id, x.scheduled_start_utc, x.scheduled_end_utc)) as taught
        from (select distinct s.id, s.tutor_user_id, s.scheduled_start_utc, s.scheduled_end_utc
              from unnest(cast(:starts as timestamptz[]), cast(:ends as timestamptz[])) t (start, "end")
              cross join lateral (
                  select * from sessions s
                  where s.scheduled_start_utc > t.start - cast(:longest as interval)
                    and s.scheduled_start_utc < t."end" and s.scheduled_end_utc > t.start and s.is_live offset 0) s) x
        group by x.tutor_user_id),
    able as materialized (
        select l.tutor_id, array_agg(array[l.subject_id, l.level_id]) as teaches
        from unnest(cast(:subjects as uuid[]), cast(:levels as uuid[])) w (subject_id, level_id)
        join tutor_levels l on l.subject_id = w.subject_id and l.level_id = w.level_id
        group by l.tutor_id),
    loads as materialized (
        select m.tutor_user_id, count(*) as courses from matches m where m.status in ('matched', 'active')
        group by m.tutor_user_id),
    away as materialized (
        select c.tutor_user_id, json_agg(json_build_array(c.name, c.first_day, c.last_day, c.timezone, true)) as days
        from closures c where c.removed_at is null and c.tutor_user_id is not null group by c.tutor_user_id),
    hours as materialized (
        select h.tutor_user_id,
               json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since) as versions
        from tutor_hours h group by h.tutor_user_id)
    select u.id, u.full_name, u.hue, u.timezone, able.teaches, busy.taught, coalesce(loads.courses, 0) as load,
           away.days as closed, hours.versions as hours
    from able
    join active_tutors u on u.id = able.tutor_id
    join tutor_profiles p on p.user_id = u.id and p.is_approved
    left join busy on busy.tutor_user_id = u.id
    left join loads on loads.tutor_user_id = u.id
    left join away on away.tutor_user_id = u.id
    left join hours on hours.tutor_user_id = u.id
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
    """A tutor who may teach, with everything that says when they can at the times that were asked about.

    teaches: of the subjects and levels asked about. load: their running courses.
    """

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
    free: int
    off_hours: int
    obstacle: str


def coming_sessions(match_id: UUID, *, now: datetime) -> list[SessionRow]:
    """Return the sessions of a course to come, or waiting for a time, whoever teaches them."""
    return session_rows(COMING, {"id": match_id, "now": now})


def candidates(times: Sequence[Occurrence], wanted: Iterable[tuple[UUID, UUID]]) -> list[Candidate]:
    """Return every tutor who is approved for one of the subjects and levels, with what they teach at these times.

    wanted: (subject id, level id).
    """
    pairs = sorted(set(wanted))
    values = {
        "starts": [at.start for at in times],
        "ends": [at.end for at in times],
        "longest": LONGEST_SESSION,
        "subjects": [subject_id for subject_id, _level_id in pairs],
        "levels": [level_id for _subject_id, level_id in pairs],
    }
    found = []
    for row in db.execute(TUTORS, values):
        busy = tuple(
            Busy(datetime.fromisoformat(start), datetime.fromisoformat(end), "", UUID(key))
            for key, start, end in row.taught or ()
        )
        teaches = frozenset((subject_id, level_id) for subject_id, level_id in row.teaches)
        hours = DatedHours.from_json(row.hours, row.timezone)
        who = row.id, row.full_name, row.hue, row.timezone
        found.append(Candidate(*who, teaches, closed_from(row.closed), hours, busy, row.load))
    return found


def ranked(
    tutors: Sequence[Candidate], times: Sequence[Occurrence], *, subject_id: UUID, level_id: UUID
) -> list[Substitute]:
    """Return the tutors who may teach the subject at the level as substitutes, best first.

    Who is free for most of the times comes first, then who is so in their hours, and who has fewest courses.
    """
    found = []
    for each in tutors:
        if (subject_id, level_id) not in each.teaches:
            continue
        obstacles = [each.obstacle(at) for at in times]
        off = sum(each.is_off_hours(at) for at, obstacle in zip(times, obstacles, strict=True) if not obstacle)
        found.append(Substitute(each, obstacles.count(""), off, next(filter(None, obstacles), "")))
    return sorted(found, key=lambda each: (-each.free, each.off_hours, each.tutor.load, each.tutor.full_name))
