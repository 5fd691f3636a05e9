-- The groups of the admin's day: of each how many sessions it has, and those of a stretch of it. Short stretches of six
-- indexes: around now, to be marked, to be placed, marked lately, moved today, marked in one press. A group whose
-- stretch is empty has one row without a session, for its total.
with moved as materialized (
    select session_id, bool_and(entity_id is null and not details ? 'swapped_with') as by_itself
    from audit_logs a
    where action = 'session.moved' and at >= :midnight
      and not exists (select 1 from audit_logs u where u.session_id = a.session_id
                        and u.action = 'session.unmoved' and (u.details ->> 'undoes')::bigint = a.id)
    group by session_id),
lately as materialized (
    select s.id, s.marked_at, s.marked_by_user_id, s.scheduled_start_utc as start,
           s.id in (select o.id from owed_sessions o) as is_owed,
           count(*) over (partition by s.marked_at, s.marked_by_user_id) as together
    from sessions s where s.marked_at > :lately),
groups as materialized (
    select 'unmarked' as name,
           array_agg(s.id order by s.scheduled_start_utc, s.id) as ids, count(*) as total
    from sessions s where s.scheduled_start_utc < :now and s.scheduled_end_utc <= :now and s.is_to_come
    union all
    select 'needs-new-time', array_agg(s.id order by s.updated_at, s.id), count(*)
    from owed_sessions o join sessions s on s.id = o.id
    union all
    select 'now', array_agg(s.id order by s.scheduled_start_utc, s.id), count(*)
    from sessions s
    where s.scheduled_start_utc > :begin and s.scheduled_start_utc <= :now and s.scheduled_end_utc > :now and s.is_to_come
    union all
    select 'next', array_agg(s.id order by s.scheduled_start_utc, s.id), count(*)
    from sessions s where s.scheduled_start_utc > :now and s.scheduled_start_utc < :ahead and s.is_to_come
    union all
    select 'moved', array_agg(s.id order by s.scheduled_start_utc, s.id), count(*)
    from moved m join sessions s on s.id = m.session_id where not s.needs_new_time
    union all
    select 'marked', array_agg(l.id order by l.start, l.id), count(*) from lately l where not l.is_owed
    union all
    select 'together', array_agg(l.id order by l.start, l.id), count(*) from lately l where l.together > 1
    union all
    -- None are drawn where they are too many; they are counted from indexes.
    select 'day', case when d.total <= :most_drawn then array(
        select s.id from sessions s
        where s.scheduled_start_utc >= :midnight and s.scheduled_start_utc < :next_midnight and not s.needs_new_time
        order by s.scheduled_start_utc, s.id) end, d.total
    from (select (select count(*) from sessions s
                  where s.scheduled_start_utc >= :midnight and s.scheduled_start_utc < :next_midnight)
               - (select count(*) from sessions s
                  where s.scheduled_start_utc >= :midnight and s.scheduled_start_utc < :next_midnight
                    and s.needs_new_time) as total) d
    union all
    select 'first', array[(select s.id from sessions s where s.scheduled_start_utc > :now and s.is_to_come
                           order by s.scheduled_start_utc limit 1)], 1)
select g.name as group_name, g.total, m.by_itself, s.*
from groups g
join unnest(cast(:names as text[]), cast(:firsts as integer[]), cast(:sizes as integer[])) w (name, first, size)
  on w.name = g.name
left join lateral unnest(g.ids[w.first + 1 : w.first + w.size]) with ordinality k (id, number) on true
left join session_facts s on s.id = k.id
left join moved m on m.session_id = s.id
order by g.name, k.number
