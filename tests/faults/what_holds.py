"""What must be so after every fault, asked of the database itself."""

from __future__ import annotations

import psycopg

# Each query gives the rows that must not be there.
NEVER = {
    "more sessions than the tier": """
        select p.id from packages p
        where p.tier < (select count(*) from sessions s where s.package_id = p.id and s.makes_up_id is null)""",
    "a generation that is half done": """
        select a.entity_id from audit_logs a
        where a.action = 'sessions.generated'
          and jsonb_array_length(a.details -> 'starts') <> (
              select count(*) from jsonb_array_elements_text(a.details -> 'starts') t
              where exists (select 1 from sessions s where s.package_id = a.entity_id
                              and (t::timestamptz in (s.scheduled_start_utc, s.original_start_utc)
                                   or s.created_at = a.at))
                 or exists (select 1 from audit_logs w where w.id > a.id and w.match_id = a.match_id
                              and w.action in ('sessions.withdrawn', 'session.removed')))""",
    "sessions of a match that is only matched": """
        select m.id from matches m join requests r on r.id = m.request_id
        where exists (select 1 from sessions s where s.match_id = m.id)
          and (m.status = 'matched' or (m.status = 'active') <> (r.status = 'active'))""",
    "a session that is not what its log says": """
        select s.id from sessions s
        join lateral (select details -> 'to' as state from audit_logs
                      where session_id = s.id and details -> 'to' ? 'status' order by id desc limit 1) a on true
        where (a.state ->> 'status', (a.state ->> 'needs_new_time')::boolean,
               (a.state ->> 'scheduled_start_utc')::timestamptz, a.state ->> 'tutor_notes')
              is distinct from (s.status::text, s.needs_new_time, s.scheduled_start_utc, s.tutor_notes)""",
    "a session that changed and has no log": """
        select s.id from sessions s
        where (s.status <> 'scheduled' or s.original_start_utc is not null or s.settled_as is not null)
          and not exists (select 1 from audit_logs a where a.session_id = s.id)
          and s.makes_up_id is null""",
    "a log that does not follow from the one before": """
        select id from (
            select id, session_id, details -> 'from' ->> 'status' as was,
                   lag(details -> 'to' ->> 'status') over (partition by session_id order by id) as before
            from audit_logs where session_id is not null and details -> 'to' ? 'status') as log
        where before is not null and was is not null and was <> before""",
    "two live sessions of one tutor, or learner, at once": """
        select s.id from sessions s join sessions o
          on o.id <> s.id and (o.tutor_user_id = s.tutor_user_id or o.learner_id = s.learner_id)
         and tstzrange(o.scheduled_start_utc, o.scheduled_end_utc)
             && tstzrange(s.scheduled_start_utc, s.scheduled_end_utc)
        where (s.status in ('scheduled', 'done') or (s.status = 'rescheduled' and not s.needs_new_time))
          and (o.status in ('scheduled', 'done') or (o.status = 'rescheduled' and not o.needs_new_time))""",
    "a make-up of what is not settled, or settled by what is not there": """
        select s.id from sessions s
        where (s.settled_as = 'made_up') and not exists (select 1 from sessions k where k.makes_up_id = s.id)
        union all
        select k.id from sessions k join sessions s on s.id = k.makes_up_id where s.settled_as is null""",
}


def it_holds(superuser: psycopg.Connection) -> None:
    wrong = {name: superuser.execute(query).fetchall() for name, query in NEVER.items()}
    assert not any(wrong.values()), {name: rows for name, rows in wrong.items() if rows}
