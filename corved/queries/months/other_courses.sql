-- Running matches that have no month waiting for sessions, by their state: how many there are, and a stretch of them.
-- blocked: no month was added, or the tutor no longer teaches. decision: a make-up is due, all sessions of a month were
-- removed, or the month ends and nobody said that it is not renewed. complete: the rest.
-- owed: make-ups due from packages that end, and promised by no day to come.
with owed as materialized (
    select o.match_id, o.owed_by from owed_sessions o where o.make_up_by is null or o.make_up_by < :today),
due as materialized (
    select o.match_id, count(*) as owed from owed o
    cross join lateral (select p.end_date from packages p where p.id = o.owed_by offset 0) p
    where p.end_date <= :ending
    group by o.match_id),
emptied as materialized (
    select distinct p.request_id from packages p join package_plans x on x.id = p.id
    where p.removed_dates <> '{}' and p.cancelled_at is null and p.end_date >= :today and x.existing = 0 and x.lacking <= 0),
courses as materialized (
    select m.id, l.full_name as learner, z.id as last_id, z.tier as last_tier, z.end_date as last_end, z.not_renewing_at is not null as is_declined,
           coalesce(d.owed, 0) as owed, e.request_id is not null as is_emptied, t.id is not null as tutor_is_here
    from matches m
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id
    left join lateral (
        select p.id, p.tier, p.end_date, p.not_renewing_at from packages p
        where p.request_id = m.request_id and p.cancelled_at is null order by p.start_date desc limit 1) z on true
    left join due d on d.match_id = m.id
    left join emptied e on e.request_id = m.request_id
    left join active_tutors t on t.id = m.tutor_user_id
    where m.status in ('matched', 'active')
      and m.id not in (select unnest(cast(:waiting as uuid[])))),
judged as materialized (
    select c.*, case when c.last_id is null or not c.tutor_is_here then 'blocked'
                     when c.owed > 0 or c.is_emptied or (c.last_end <= :ending and not c.is_declined) then 'decision'
                     else 'complete' end as turn
    from courses c),
groups as (
    select j.turn, count(*) as total, array_agg(j.id order by j.last_end, j.learner, j.id) as ids from judged j group by j.turn)
select g.turn, g.total, m.id as match_id, m.request_id, m.learner, m.tutor, m.subject, j.last_id, j.last_tier, j.last_end,
       j.is_declined, j.owed, j.is_emptied, j.tutor_is_here
from groups g
join unnest(cast(:turns as text[]), cast(:firsts as integer[]), cast(:sizes as integer[])) w (turn, first, size)
  on w.turn = g.turn
left join lateral unnest(g.ids[w.first + 1 : w.first + w.size]) with ordinality k (id, number) on true
left join judged j on j.id = k.id
left join match_facts m on m.id = k.id
order by g.turn, k.number
