"""Loads the courses of a tutor who leaves, with who could teach each, and the best way to share them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.queries.matches.substitutes import MOST_SHOWN, Candidate, candidates
from corved.queries.sessions.session_rows import SessionRow, session_rows
from corved.queries.timetable.match_calendar import timetable_from
from corved.scheduling.assignment import Fit, assign
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.timetable import Timetable
from corved.scheduling.windows import Window

WEEKS_WITHOUT_SESSIONS = 28 * ONE_DAY  # of the schedule, where no session exists yet
# One row for the tutor, whoever has no course as well.
COURSES = text(
    """
    select u.full_name, u.timezone as tutor_zone, m.id, m.learner, m.subject, m.level, m.subject_id, m.level_id,
           (select json_agg(json_build_array(v.since, v.pattern) order by v.since)
            from match_patterns v where v.match_id = m.id) as versions,
           (select json_build_array(h.id, h.created_at, jsonb_array_length(h.courses)) from handovers h
            where h.tutor_user_id = u.id and h.undone_at is null order by h.created_at desc limit 1) as last
    from tutor_profiles t
    join users u on u.id = t.user_id
    left join match_facts m on m.tutor_id = u.id and m.status <> 'ended'
    where t.user_id = :id
    order by m.learner, m.subject, m.id
    """
)
COMING = text(
    """
    select s.* from session_facts s
    where s.match_id = any(:ids) and s.start > :now and s.is_to_come
    order by s.start, s.id
    """
)


@dataclass(frozen=True)
class LastHandover:
    """The last time that courses of the tutor went to others, if that was not undone. courses: how many."""

    id: UUID
    at: datetime
    courses: int


@dataclass(frozen=True)
class Choice:
    """Who could teach a course instead. fit: None where they are not free for a single session of it."""

    tutor: Candidate
    fit: Fit | None
    obstacle: str


@dataclass(frozen=True)
class LeavingCourse:
    """A course of the tutor who leaves.

    times: of its sessions to come, or of its schedule. choices: everybody approved for it, the best first. is_planned:
    it has sessions to come. proposed: who gets it in the best assignment of all.
    """

    id: UUID
    learner: str
    subject: str
    level: str
    schedule: str
    times: tuple[Occurrence, ...]
    is_planned: bool
    choices: tuple[Choice, ...]
    proposed: UUID | None

    @property
    def reason(self) -> str:
        """Return why nobody is proposed."""
        if not self.choices:
            return f"Nobody else is approved for {self.subject}, {self.level}."
        return "; ".join(f"{each.tutor.full_name} {WHY[each.obstacle]}" for each in self.choices) + "."


WHY = {"teaches then": "teaches at these times", "on leave": "is on leave", "": "could teach it"}


@dataclass(frozen=True)
class LeavingPage:
    id: UUID
    full_name: str
    today: date
    courses: tuple[LeavingCourse, ...]
    last: LastHandover | None


def leaving_page(tutor_id: UUID, *, now: datetime, since: date | None = None, hours_24: bool = True) -> LeavingPage:
    """Return the courses from a day on, or raise NotHere for who is no tutor. since: None for today."""
    rows = db.execute(COURSES, {"id": tutor_id}).all()
    if not rows:
        raise NotHere
    today = local_date(now, rows[0].tutor_zone)
    first = since or today
    found = [row for row in rows if row.id is not None]
    sessions = _by_course(session_rows(COMING, {"ids": [row.id for row in found], "now": now}), first)
    schedules = {row.id: timetable_from(row.versions) for row in found if row.versions}
    times = {row.id: _times(sessions.get(row.id, []), schedules.get(row.id), first) for row in found}
    every = [at for each in times.values() for at in each]
    wanted = {(row.subject_id, row.level_id) for row in found}
    others = [each for each in candidates(every, wanted) if each.id != tutor_id]
    # Nobody beyond the first so many of a course has a place in the best assignment of all.
    most = max(MOST_SHOWN, len(found))
    choices = [_choices(others, times[row.id], (row.subject_id, row.level_id))[:most] for row in found]
    fits = [{each.tutor.id: each.fit for each in some if each.fit is not None} for some in choices]
    proposed = assign(fits, {each.id: each.load for each in others})
    courses = tuple(
        LeavingCourse(
            row.id,
            row.learner,
            row.subject,
            row.level,
            schedules[row.id].on(first).in_words(hours_24=hours_24) if row.id in schedules else "",
            times[row.id],
            bool(sessions.get(row.id)),
            some,
            tutor,
        )
        for row, some, tutor in zip(found, choices, proposed, strict=True)
    )
    kept = rows[0].last
    last = LastHandover(UUID(kept[0]), datetime.fromisoformat(kept[1]), kept[2]) if kept else None
    return LeavingPage(tutor_id, rows[0].full_name, today, courses, last)


def _by_course(rows: Sequence[SessionRow], first: date) -> Mapping[UUID, list[SessionRow]]:
    found: dict[UUID, list[SessionRow]] = {}
    for row in rows:
        if local_date(row.start, row.timezone) >= first:
            found.setdefault(row.match_id, []).append(row)
    return found


def _times(rows: Sequence[SessionRow], schedule: Timetable | None, first: date) -> tuple[Occurrence, ...]:
    if rows or schedule is None:
        return tuple(row.time for row in rows)
    return tuple(schedule.occurrences(Window(first, first + WEEKS_WITHOUT_SESSIONS)))


def _choices(tutors: Sequence[Candidate], times: Sequence[Occurrence], wanted: tuple[UUID, UUID]) -> tuple[Choice, ...]:
    """Return who is approved for a course, the best first."""
    found = []
    for tutor in tutors:
        if wanted in tutor.teaches:
            obstacles = [tutor.obstacle(at) for at in times]
            changed = len(obstacles) - obstacles.count("")
            off = sum(tutor.is_off_hours(at) for at, why in zip(times, obstacles, strict=True) if not why)
            fit = None if times and changed == len(times) else Fit(changed, off)
            found.append(Choice(tutor, fit, next(filter(None, obstacles), "")))
    return tuple(sorted(found, key=lambda each: (each.fit is None, each.fit or Fit(0, 0), each.tutor.load)))
