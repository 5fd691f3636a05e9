"""What sessions call for: reminders, marks and moves that people are told of, missing marks, changes of clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.messages.clock_messages import clock_messages
from corved.messages.group_moves import together
from corved.messages.message import FOLLOWED_UP, DueMessage, Person, start_said, told_from, told_of, whose
from corved.messages.message import person as whom
from corved.messages.moments import long_day, moment
from corved.messages.session_rules import LOOK_AHEAD, Call, Lesson, calls
from corved.queries.sessions.session_rows import COLUMNS, JOINS, SessionRow, session_row
from corved.scheduling.clock_changes import changing_zones
from corved.scheduling.local_time import local_date

UNMARKED_AFTER = timedelta(hours=2)
NOTICE = timedelta(days=14)  # the clocks change within a week, and the first lesson after it a week later
CORRECTED = timedelta(days=60)
OWN = ("changed_at", "family", "teacher", "academy", "joined", "told", "match_began")

# Besides what is near, and what comes where clocks change: of what somebody knows another time or mark than there is.
DUE = """
    select id from sessions where scheduled_end_utc > :now and scheduled_start_utc < :soon
    union select s.id from sessions s join users a on a.id = s.account_user_id join users t on t.id = s.tutor_user_id
          where s.scheduled_start_utc >= :soon and s.scheduled_start_utc < :notice
            and (s.timezone = any(:changing) or a.timezone = any(:changing) or t.timezone = any(:changing))
    union select id from sessions where marked_at > :lately
    union select id from sessions where status = 'rescheduled' and (changed_at > :lately or scheduled_start_utc > :now)
    union select id from sessions where make_up_by is not null and settled_as is null
    union select s.id from told k join sessions s on s.id = k.about
          where k.what = 'start' and k.is_last and (k.said > :now_said or s.scheduled_start_utc > :now)
            and nullif(k.said, '')::timestamptz is distinct from s.scheduled_start_utc
    union select about from told where what = 'mark' and is_last and said <> '' and told_at > :corrected
    union select id from sessions
        where scheduled_end_utc > :lately and scheduled_end_utc < :unmarked and not needs_new_time
          and status in ('scheduled', 'rescheduled')
"""


def _select(which: str) -> str:
    return f"""
        select {COLUMNS}, s.changed_at, {whom("s.account_user_id")} as family, {whom("s.tutor_user_id")} as teacher,
               (select name from academy) as academy,
               array(select j.side from session_joins j where j.session_id = s.id) as joined,
               (select min(x.scheduled_start_utc) from sessions x where x.match_id = s.match_id) as match_began,
               {told_of("s.id", "s.match_id")} as told
        {JOINS}
        where s.id in ({which})
        order by s.scheduled_start_utc, s.id
        limit 10000
    """  # noqa: S608 - made of our own constants


EVERY_DUE, ONE = text(_select(DUE)), text(_select(":id"))


def due_of_sessions(now: datetime) -> list[DueMessage]:
    """What is due or will be in the next hours."""
    values = {
        "now": now,
        "now_said": start_said(now),
        "soon": now + LOOK_AHEAD,
        "notice": now + NOTICE,
        "changing": list(changing_zones(now.date())),
        "lately": now - FOLLOWED_UP,
        "unmarked": now - UNMARKED_AFTER,
        "corrected": now - CORRECTED,
    }
    rows = db.execute(EVERY_DUE, values).mappings().all()
    lessons = [_lesson(row, now) for row in rows]
    academy = rows[0]["academy"] if rows else ""
    found = [_message(lesson, call, academy) for lesson in lessons for call in calls(lesson)]
    return [
        *together(found),
        *_unmarked(lessons, academy, now),
        *clock_messages(lessons, academy, now),
    ]


def all_of_session(session_id: UUID, now: datetime) -> list[DueMessage]:
    """Whatever an admin may write about one session, due or not."""
    rows = db.execute(ONE, {"id": session_id}).mappings().all()
    lessons = [_lesson(row, now, everything=True) for row in rows]
    return [_message(lesson, call, rows[0]["academy"]) for lesson in lessons for call in calls(lesson)]


def _lesson(kept: Mapping[Any, Any], now: datetime, *, everything: bool = False) -> Lesson:
    row = session_row({name: kept[name] for name in kept if name not in OWN})
    people = {"family": Person.of(kept["family"]), "tutor": Person.of(kept["teacher"])}
    joined, known = frozenset(kept["joined"]), told_from(kept["told"])
    return Lesson(row, kept["changed_at"], people, joined, known, kept["match_began"], now, everything)


def _message(lesson: Lesson, call: Call, academy: str) -> DueMessage:
    row, person = lesson.row, lesson.people[call.side]
    other, other_zone = _other_side(row, call.side)

    def at(instant: datetime) -> str:
        return moment(instant, person.reader, other.split()[0], other_zone)

    words = {
        "name": person.first_name,
        "academy": academy,
        "learner": row.learner.split()[0] if call.side == "family" else row.learner,
        "whose": whose(row.learner, person),
        "tutor": row.tutor,
        "subject": row.subject,
        "level": row.level_name,
        "when": at(call.at or row.start),
        "minutes": str(int((row.end - row.start).total_seconds() // 60)),
        "link": row.meet_link or "",
    }
    if call.was is not None:
        words["was"] = at(call.was)
    if row.make_up_by is not None:
        words["by"] = long_day(row.make_up_by)
    return DueMessage(call.situation, row.id, person, call.version, call.due_at, words, row.match_id, call.told)


def _other_side(row: SessionRow, side: str) -> tuple[str, str]:
    return (row.tutor, row.tutor_zone) if side == "family" else (row.learner, row.learner_zone)


def _unmarked(lessons: Iterable[Lesson], academy: str, now: datetime) -> Iterator[DueMessage]:
    """Two hours after a lesson a tutor is asked for its mark: one message a day for all of theirs that lack one."""
    waiting: dict[UUID, list[Lesson]] = {}
    for each in lessons:
        if each.row.is_unmarked(now) and each.row.end + UNMARKED_AFTER <= now:
            waiting.setdefault(each.row.tutor_id, []).append(each)
    for tutor_id, found in waiting.items():
        person, rows = found[0].people["tutor"], [each.row for each in found]
        lines = [
            f"{row.learner}, {row.subject}: "
            + moment(row.start, person.reader, row.learner.split()[0], row.learner_zone)
            for row in rows
        ]
        words = {"name": person.first_name, "academy": academy, "lessons": "\n".join(lines), "count": str(len(rows))}
        today = local_date(now, person.timezone)
        due_at = min(row.end for row in rows) + UNMARKED_AFTER
        match_id = rows[0].match_id if len({row.match_id for row in rows}) == 1 else None
        yield DueMessage("unmarked", tutor_id, person, f"{today}", due_at, words, match_id)
