"""What closures and changes of tutor call for: one message a person, held for ten minutes, for they can be undone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, text

from corved.database.session import db
from corved.messages.moments import moment
from corved.queries.due_message import FOLLOWED_UP, DueMessage, Person
from corved.queries.due_message import person as whom
from corved.scheduling.local_time import date_label

HELD = timedelta(minutes=10)
TAKEN = f"""
    select 'closure' as kind, c.id as about, c.created_at as at, c.id::text as version, w.side, w.person, c.name,
           null::date as since, null as tutor, (select name from academy) as academy, null::uuid as match_id,
           json_agg(json_build_array(l.full_name, sub.name, cs.before ->> 'scheduled_start_utc',
                                     case when not s.needs_new_time then s.scheduled_start_utc end)
                    order by cs.before ->> 'scheduled_start_utc') as lessons
    from closures c
    join closure_sessions cs on cs.closure_id = c.id
    join sessions s on s.id = cs.session_id
    join matches m on m.id = s.match_id
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = s.learner_id
    cross join lateral (
        select 'family' as side, {whom("s.account_user_id")}::jsonb as person
        union all select 'tutor', {whom("s.tutor_user_id")}::jsonb) w
    where c.removed_at is null and c.created_at > :lately
    group by c.id, w.side, w.person
"""  # noqa: S608 - made of our own constants
HANDED_OVER = f"""
    select 'tutor_changed', m.id, a.at, a.id::text, w.side, w.person, null, (a.details ->> 'since')::date, t.full_name,
           (select name from academy), m.id, json_build_array(json_build_array(l.full_name, sub.name, null, null))
    from audit_logs a
    join matches m on m.id = a.match_id and m.status in ('matched', 'active')
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = r.learner_id
    join users t on t.id = m.tutor_user_id
    cross join lateral (
        select 'family' as side, {whom("l.account_user_id")}::jsonb as person
        union all select 'tutor', {whom("m.tutor_user_id")}::jsonb
        union all select 'former', {whom("(a.details ->> 'from')::uuid")}::jsonb) w
    where a.action = 'match.tutor_changed' and a.at > :lately and a.details ->> 'to' = m.tutor_user_id::text
      and not exists (select 1 from audit_logs b where b.match_id = m.id and b.action = a.action and b.id > a.id)
"""  # noqa: S608 - made of our own constants
BULK = text(f"{TAKEN} union all {HANDED_OVER} order by 3, 2")


def rows_for_messages(now: datetime) -> list[RowMapping]:
    """Closures that were added and tutors who were changed in the last days."""
    return list(db.execute(BULK, {"lately": now - FOLLOWED_UP}).mappings())


def bulk_message(row: RowMapping) -> DueMessage:
    """Of a row of rows_for_messages."""
    person = Person.of(row["person"])
    learner, subject, _before, _after = row["lessons"][0]
    words = {
        "name": person.first_name,
        "academy": row["academy"],
        "learner": learner.split()[0] if row["side"] == "family" else learner,
        "subject": subject,
        "tutor": row["tutor"] or "",
        "since": date_label(row["since"]) if row["since"] else "",
        "closure": row["name"] or "",
        "lessons": "\n".join(_lessons(row, person)),
    }
    about: UUID = row["about"]
    situation = f"{row['kind']}_{row['side']}"
    return DueMessage(situation, about, person, row["version"], row["at"] + HELD, words, row["match_id"], is_held=True)


def _lessons(row: RowMapping, person: Person) -> Iterator[str]:
    """`Zara, Math: Monday 16 March, …: now Tuesday 17 March, …`, a line each."""
    for learner, subject, before, after in row["lessons"]:
        if before is not None:
            then = moment(datetime.fromisoformat(before), person.reader)
            later = f"now {moment(datetime.fromisoformat(after), person.reader)}" if after else "we find another time"
            yield f"{learner.split()[0]}, {subject}: {then}: {later}"
