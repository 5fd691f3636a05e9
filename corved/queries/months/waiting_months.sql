-- Of every running match the first package that lacks sessions, with everything that says whether it is ready.
-- total: how many such matches there are; the first :most are loaded, those that begin first.
-- owed: make-ups due from packages before it, and promised by no day to come. is_declined: of the last package.
with waiting as materialized (
    select distinct on (p.request_id) p.id, p.request_id, p.start_date from packages p
    where p.lacks_sessions and p.end_date >= :today and p.status in ('pending', 'active')
    order by p.request_id, p.start_date),
found as materialized (
    select w.id, m.id as match_id, w.start_date, l.full_name as learner from waiting w
    join matches m on m.request_id = w.request_id and m.status in ('matched', 'active')
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id),
owed as materialized (
    select o.match_id, o.owed_by from owed_sessions o where o.make_up_by is null or o.make_up_by < :today),
due as materialized (
    select o.match_id, p.end_date from owed o
    cross join lateral (select p.end_date from packages p where p.id = o.owed_by offset 0) p)
select f.total, m.id as match_id, m.request_id, m.tutor_id, m.learner_id, m.tutor_since, m.meet_link is not null as has_link,
       m.learner, m.tutor, m.subject, exists (select from active_tutors t where t.id = m.tutor_id) as tutor_is_here,
       p.id as package_id, p.tier, p.start_date as first_day, p.end_date as last_day, p.window_kind,
       y.is_paid, y.is_refunded, y.received - y.refunded as kept, y.due, y.currency,
       p.withdrawn_at is not null as is_withdrawn, x.lacking, x.make_ups, x.used,
       (select count(*) from due d where d.match_id = m.id and d.end_date < p.start_date) as owed,
       (select z.not_renewing_at is not null from packages z
        where z.request_id = m.request_id and z.cancelled_at is null order by z.start_date desc limit 1) as is_declined,
       k.versions, k.closed
from (select count(*) as total from found) f
left join (select * from found order by start_date, learner, match_id limit :most) w on true
left join lateral (select * from packages p where p.id = w.id offset 0) p on true
left join lateral (select * from match_facts m where m.id = w.match_id offset 0) m on true
left join lateral (select * from match_calendars k where k.id = m.id offset 0) k on true
left join lateral (select * from package_plans x where x.id = w.id offset 0) x on true
left join lateral (select * from package_money y where y.id = w.id offset 0) y on true
order by w.start_date, w.learner, w.match_id
