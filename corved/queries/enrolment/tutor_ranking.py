"""Ranks the tutors who could teach a learner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.queries.timetable.match_calendar import timetable_from
from corved.scheduling.local_time import to_utc
from corved.scheduling.obstacles import Busy
from corved.scheduling.overlap import free_minutes, shared_spans
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.weekly_hours import DatedHours, WeeklyHours
from corved.scheduling.windows import Window

TUTORS = text(
    """
    select u.id, u.full_name, u.hue, u.timezone as zone,
           (select json_agg(json_build_array(h.since, h.timezone, h.weekly_hours) order by h.since)
            from tutor_hours h where h.tutor_user_id = u.id) as hours,
           exists (select 1 from tutor_levels s where s.tutor_id = u.id
                     and s.subject_id = :subject_id and s.level_id = :level_id) as teaches_it,
           (select json_agg(json_build_array(sub.name, v.name) order by sub.name, v.position, v.name)
            from tutor_subjects s join subjects sub on sub.id = s.subject_id left join levels v on v.id = s.level_id
            where s.tutor_user_id = u.id) as subjects,
           (select json_agg(json_build_array(m.id, l.full_name, v.versions))
            from matches m
            join requests q on q.id = m.request_id
            join learners l on l.id = q.learner_id
            join lateral (select json_agg(json_build_array(v.since, v.pattern) order by v.since) as versions
                          from match_patterns v where v.match_id = m.id) v on v.versions is not null
            where m.tutor_user_id = u.id and m.status in ('matched', 'active')) as agreed,
           (select json_agg(json_build_array(s.match_id, l.full_name, s.scheduled_start_utc, s.scheduled_end_utc)
                            order by s.scheduled_start_utc)
            from sessions s join learners l on l.id = s.learner_id
            where s.tutor_user_id = u.id and s.scheduled_start_utc >= :first and s.scheduled_start_utc < :last
              and s.is_live) as taught,
           (select count(*) from matches m
            where m.tutor_user_id = u.id and m.status in ('matched', 'active')) as matches,
           (select count(*) from sessions s where s.tutor_user_id = u.id
              and s.scheduled_start_utc > app.now() and s.scheduled_start_utc < app.now() + interval '7 days'
              and s.is_to_come) as week
    from users u
    join user_roles r on r.user_id = u.id and r.role = 'tutor'
    join tutor_profiles tp on tp.user_id = u.id
    where u.is_active and tp.is_approved
    order by u.full_name, u.id
    """
)


@dataclass(frozen=True)
class TutorChoice:
    """An approved tutor, ranked for a learner.

    zone: an IANA name. hue: 1 to 8, the tutor's colour. matches: running ones. week: sessions in the next seven days.
    fits: how many minutes of the learner's availability lie in the tutor's hours and are free; None where one of the
    two is not known. taken: what the tutor teaches in it that week, sessions or, where there are none yet, the agreed
    schedule.
    """

    id: UUID
    full_name: str
    hue: int
    zone: str
    teaches_it: bool
    subjects: tuple[str, ...]
    matches: int
    week: int
    fits: int | None
    taken: tuple[Busy, ...]


def tutor_choices(
    *, day: date, subject_id: UUID | None = None, level_id: UUID | None = None, availability: WeeklyHours | None = None
) -> list[TutorChoice]:
    """Return the tutors, best first: who teaches the subject, has most free time that fits, and fewest sessions.

    day: the week with this local day, in the availability's zone, is looked at.
    """
    monday = day - day.weekday() * ONE_DAY
    zone = availability.timezone if availability else "UTC"
    midnight = to_utc(datetime.combine(monday, time()), zone)
    values = {
        "subject_id": subject_id,
        "level_id": level_id,
        "first": midnight - ONE_DAY,
        "last": midnight + 8 * ONE_DAY,
    }
    found = [_choice(row, availability, monday) for row in db.execute(TUTORS, values).mappings()]
    return sorted(found, key=lambda each: (not each.teaches_it, -(each.fits or 0), each.week, each.full_name))


def _choice(row: RowMapping, availability: WeeklyHours | None, monday: date) -> TutorChoice:
    hours = DatedHours.from_json(row["hours"], row["zone"])
    is_known = bool(hours.on(monday).spans)
    wanted = availability if availability is not None and availability.spans else None
    # A tutor whose hours nobody wrote down may teach at any; what is taken is known all the same.
    spans = shared_spans(wanted, hours if is_known else DatedHours.of(wanted), monday) if wanted else []
    taught = _taught(row["taught"] or (), row["agreed"] or (), monday)
    taken = tuple(each for each in taught if any(each.start < end and start < each.end for start, end in spans))
    return TutorChoice(
        row["id"],
        row["full_name"],
        row["hue"],
        row["zone"],
        row["teaches_it"],
        tuple(f"{name}, {at}" if at else name for name, at in row["subjects"] or ()),
        row["matches"],
        row["week"],
        free_minutes(spans, [(each.start, each.end) for each in taken]) if wanted and is_known else None,
        taken,
    )


def _taught(kept: Iterable[list[Any]], agreed: Iterable[list[Any]], monday: date) -> list[Busy]:
    """Return a tutor's sessions in the week; for a match without sessions there, those of its schedule."""
    sessions = [
        (match_id, Busy(datetime.fromisoformat(start), datetime.fromisoformat(end), learner))
        for match_id, learner, start, end in kept
    ]
    has_sessions = {match_id for match_id, _busy in sessions}
    planned = [
        Busy(each.start, each.end, learner)
        for match_id, learner, versions in agreed
        if match_id not in has_sessions
        for each in timetable_from(versions).occurrences(Window(monday, monday + 6 * ONE_DAY))
    ]
    return sorted([*(busy for _match, busy in sessions), *planned], key=lambda each: each.start)
