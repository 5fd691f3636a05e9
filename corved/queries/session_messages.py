"""What sessions call for: reminders, marks and moves that people are told of, changes of clocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.messages.moments import long_day, moment
from corved.queries.due_message import FOLLOWED_UP, DueMessage, Person
from corved.queries.due_message import person as whom
from corved.queries.session_rows import COLUMNS, JOINS, SessionRow, session_row
from corved.scheduling.clock_changes import note_this_week
from corved.scheduling.local_time import date_label, local_date, wall_label

REMINDED_BEFORE = timedelta(hours=1)
LOOK_AHEAD = timedelta(hours=3)
LATE = timedelta(minutes=10)
UNMARKED = timedelta(hours=2)
NOTICE = timedelta(days=14)  # the clocks change within a week, and the first lesson after it a week later

SESSIONS = text(
    f"""
    select {COLUMNS}, s.changed_at, {whom("s.account_user_id")} as family, {whom("s.tutor_user_id")} as teacher,
           (select name from academy) as academy,
           exists (select 1 from closure_sessions cs join closures c on c.id = cs.closure_id
                   where cs.session_id = s.id and c.removed_at is null and c.created_at > :lately) as by_closure,
           array(select j.side from session_joins j where j.session_id = s.id) as joined
    {JOINS}
    where s.id in (
        select id from sessions where scheduled_end_utc > :now and scheduled_start_utc < :notice
        union select id from sessions where marked_at > :lately
        union select id from sessions where changed_at > :lately and status = 'rescheduled'
        union select id from sessions where make_up_by is not null and updated_at > :lately
        union select id from sessions
            where scheduled_end_utc > :lately and scheduled_end_utc < :unmarked and not needs_new_time
              and status in ('scheduled', 'rescheduled'))
    order by s.scheduled_start_utc, s.id
    limit 5000
    """  # noqa: S608 - made of our own constants
)


def rows_for_messages(now: datetime) -> list[RowMapping]:
    """Sessions to come within two weeks, and what was marked or moved in the last days."""
    values = {"now": now, "notice": now + NOTICE, "lately": now - FOLLOWED_UP, "unmarked": now - UNMARKED}
    return list(db.execute(SESSIONS, values).mappings())


def session_messages(found: Iterable[RowMapping], now: datetime) -> Iterator[DueMessage]:
    """Of rows_for_messages; of a change of clocks one message a match and person."""
    own = ("by_closure", "changed_at", "family", "teacher", "academy", "joined")
    told: set[tuple[UUID, UUID]] = set()
    for kept in found:
        row = session_row({name: kept[name] for name in kept if name not in own})
        sides = {"family": Person.of(kept["family"]), "tutor": Person.of(kept["teacher"])}
        by_closure = ("reschedule",) if kept["by_closure"] else ()  # the closure's own message says it
        for situation, side, version, due_at in _what(row, kept["changed_at"], set(kept["joined"]), now):
            if situation.startswith(by_closure):
                continue
            words = {**_lesson(row, side, sides[side]), **_moved(row, side, sides[side]), "academy": kept["academy"]}
            yield DueMessage(situation, row.id, sides[side], version, due_at, words, row.match_id)
        for side, person in sides.items():
            if row.is_to_come and row.start > now and (row.match_id, person.id) not in told:
                clocks = clock_message(row, side, person, kept["academy"], now)
                if clocks is not None:
                    told.add((row.match_id, person.id))
                    yield clocks


def _what(
    row: SessionRow, changed_at: datetime, joined: set[str], now: datetime
) -> Iterator[tuple[str, str, str, datetime]]:
    """(situation, side, version, due at) of what a session calls for now."""
    start = f"{row.start.isoformat()}"
    lately = now - FOLLOWED_UP
    if row.is_to_come and now < row.start <= now + LOOK_AHEAD and row.meet_link:
        for side in ("family", "tutor"):
            yield f"reminder_{side}", side, start, row.start - REMINDED_BEFORE
    if row.is_to_come and row.start + LATE <= now < row.end and len(joined) == 1:
        missing = "tutor" if "family" in joined else "family"
        yield f"late_join_{missing}", missing, start, row.start + LATE
    if row.was_moved and row.is_to_come and row.start > now and changed_at > lately and row.meet_link:
        for side in ("family", "tutor"):
            yield f"reschedule_confirmed_{side}", side, start, changed_at
    if row.is_unmarked(now) and row.end + UNMARKED <= now:
        yield "unmarked", "tutor", start, row.end + UNMARKED
    if row.is_owed and row.make_up_by is not None and row.updated_at > lately:
        yield "owed", "family", f"{row.make_up_by}", row.updated_at
        return
    if row.needs_new_time and row.is_owed and changed_at > lately:
        yield "reschedule_acknowledged", "family", changed_at.isoformat(), changed_at
    if row.marked_at is not None and row.marked_at > lately:
        marked = row.marked_at.isoformat()
        if row.status == "no_show_student":
            yield "student_absent", "family", marked, row.marked_at
        if row.status == "no_show_tutor" and row.is_owed:
            yield "tutor_absent", "family", marked, row.marked_at


def _lesson(row: SessionRow, side: str, person: Person) -> dict[str, str]:
    other, other_zone = (row.tutor, row.tutor_zone) if side == "family" else (row.learner, row.learner_zone)
    return {
        "name": person.first_name,
        "learner": row.learner.split()[0] if side == "family" else row.learner,
        "tutor": row.tutor,
        "subject": row.subject,
        "level": row.level_name,
        "when": moment(row.start, person.reader, other.split()[0], other_zone),
        "minutes": str(int((row.end - row.start).total_seconds() // 60)),
        "link": row.meet_link or "",
    }


def _moved(row: SessionRow, side: str, person: Person) -> dict[str, str]:
    """`was`, the time before; `by`, the day until which a new one is promised; where there is one."""
    other, other_zone = (row.tutor, row.tutor_zone) if side == "family" else (row.learner, row.learner_zone)
    words = {"by": long_day(row.make_up_by)} if row.make_up_by else {}
    if row.original_start is not None:
        words["was"] = moment(row.original_start, person.reader, other.split()[0], other_zone)
    return words


def clock_message(row: SessionRow, side: str, person: Person, academy: str, now: datetime) -> DueMessage | None:
    """From seven days before the clocks change until the first changed week is over: for whose hour it is another."""
    mine, theirs = (row.learner_zone, row.tutor_zone) if side == "family" else (row.tutor_zone, row.learner_zone)
    note = note_this_week(row.time, (row.learner_zone, row.tutor_zone), local_date(now, mine))
    if note is None or mine not in note.changes or not row.meet_link:
        return None
    change = note.changes[mine]
    other = (row.tutor if side == "family" else row.learner).split()[0]
    after, before = (
        wall_label(time.fromisoformat(at), hours_24=person.hours_24) for at in (change.after, change.before)
    )
    moves = f"{other}'s hour changes, too" if theirs in note.changes else f"{other}'s hour stays"
    words = {
        **_lesson(row, side, person),
        "academy": academy,
        "change": f"From {date_label(change.first)} the lesson is at {after} instead of {before}",
        "other": moves,
    }
    return DueMessage(f"clock_change_{side}", row.match_id, person, f"{note.day}/{mine}", now, words, row.match_id)
