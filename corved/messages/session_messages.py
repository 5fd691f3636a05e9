"""Messages about sessions: reminders, marks, moves, missing marks, changes of clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.query_files import sql
from corved.database.session import db
from corved.messages.clock_messages import clock_messages
from corved.messages.group_moves import together
from corved.messages.message import DueMessage, Later, Person, start_said, told_from, whose
from corved.messages.moments import long_day, moment
from corved.messages.session_rules import Call, KnownSession, calls
from corved.queries.sessions.session_rows import SessionRow, session_row
from corved.scheduling.clock_changes import changing_zones
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import FOLLOW_UP, LONGEST_SESSION, MESSAGE_LOOK_AHEAD, REMINDER_LEAD
from corved.values.short_names import isolated

NOTICE = timedelta(days=14)  # the clocks change within a week, and the first session after it a week later
CORRECTED = timedelta(days=60)
SESSIONS = sql(__file__, "message_sessions")
DUE = text(SESSIONS.replace("IDS", sql(__file__, "due_sessions")))
ONE = text(SESSIONS.replace("IDS", "select cast(:id as uuid)"))


def due_of_sessions(
    now: datetime,
    look_ahead: timedelta = MESSAGE_LOOK_AHEAD,
    match_id: UUID | None = None,
    *,
    most_later: int | None = None,
) -> list[DueMessage]:
    """Return the messages about sessions that are due, or will be for sessions that start within `look_ahead`.

    match_id: those of one match only. most_later: look only at so many of the sessions whose reminders are not due yet.
    """
    changing = changing_zones(now.date())
    values = {
        "now": now,
        "now_said": start_said(now),
        "begin": now - LONGEST_SESSION,
        "due_by": now + REMINDER_LEAD,
        "soon": now + look_ahead,
        "most_later": most_later,
        "notice": now + NOTICE,
        "changing": list(changing),
        "changes": list(changing.values()),
        "lately": now - FOLLOW_UP,
        "corrected": now - CORRECTED,
        "match_id": match_id,
    }
    rows = db.execute(DUE, values).mappings().all()
    sessions = [_session(row, now, look_ahead=look_ahead) for row in rows]
    academy = rows[0]["academy"] if rows else ""
    found = [_message(session, call, academy) for session in sessions for call in calls(session)]
    return [
        *together(found),
        *_unmarked(sessions, academy, now, timedelta(hours=rows[0]["mark_reminder_hours"] if rows else 0)),
        *clock_messages(sessions, academy, now),
    ]


def all_of_session(session_id: UUID, now: datetime) -> list[DueMessage]:
    """Return every message about one session, due or not."""
    rows = db.execute(ONE, {"id": session_id, "changing": []}).mappings().all()
    sessions = [_session(row, now, everything=True) for row in rows]
    return [_message(session, call, rows[0]["academy"]) for session in sessions for call in calls(session)]


def _session(
    kept: Mapping[Any, Any], now: datetime, *, everything: bool = False, look_ahead: timedelta = MESSAGE_LOOK_AHEAD
) -> KnownSession:
    row = session_row(kept)
    people = {"family": Person.of(kept["family"]), "tutor": Person.of(kept["teacher"])}
    joined, known = frozenset(kept["joined"]), told_from(kept["told"])
    return KnownSession(
        row,
        kept["changed_at"],
        people,
        joined,
        frozenset(kept["usually"]),
        known,
        {"family": kept["family_began"], "tutor": kept["tutor_began"]},
        now,
        everything,
        look_ahead,
    )


def _message(session: KnownSession, call: Call, academy: str) -> DueMessage:
    row, person = session.row, session.people[call.side]
    words = Later(lambda: _words(row, person, call, academy))
    return DueMessage(call.situation, row.id, person, call.version, call.due_at, words, row.match_id, call.told)


def _words(row: SessionRow, person: Person, call: Call, academy: str) -> dict[str, str]:
    other, other_zone = _other_side(row, call.side)

    def at(instant: datetime) -> str:
        return moment(instant, person.reader, person.calls(other), other_zone)

    words = {
        "name": person.short_name,
        "academy": academy,
        "learner": person.calls(row.learner) if call.side == "family" else isolated(row.learner),
        "whose": whose(row.learner, person),
        "tutor": isolated(row.tutor),
        "subject": row.subject,
        "level": row.level,
        "when": at(call.at or row.start),
        "minutes": str(int((row.end - row.start).total_seconds() // 60)),
        "link": row.meet_link or "",
    }
    if call.was is not None:
        words["was"] = at(call.was)
    if row.make_up_by is not None:
        words["by"] = long_day(row.make_up_by)
    return words


def _other_side(row: SessionRow, side: str) -> tuple[str, str]:
    return (row.tutor, row.tutor_zone) if side == "family" else (row.learner, row.learner_zone)


def _unmarked(sessions: Iterable[KnownSession], academy: str, now: datetime, wait: timedelta) -> Iterator[DueMessage]:
    """Yield one message a day to each tutor who has not marked sessions that ended so long ago."""
    waiting: dict[UUID, list[KnownSession]] = {}
    for each in sessions:
        if each.row.is_unmarked(now) and each.row.end + wait <= now:
            waiting.setdefault(each.row.tutor_id, []).append(each)
    for tutor_id, found in waiting.items():
        person, rows = found[0].people["tutor"], [each.row for each in found]
        lines = [
            f"{isolated(row.learner)}, {row.subject}: "
            + moment(row.start, person.reader, person.calls(row.learner), row.learner_zone)
            for row in rows
        ]
        words = {"name": person.short_name, "academy": academy, "times": "\n".join(lines), "count": str(len(rows))}
        today = local_date(now, person.timezone)
        due_at = min(row.end for row in rows) + wait
        match_id = rows[0].match_id if len({row.match_id for row in rows}) == 1 else None
        yield DueMessage("unmarked", tutor_id, person, f"{today}", due_at, words, match_id)
