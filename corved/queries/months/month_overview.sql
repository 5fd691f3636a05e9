-- Every running match before its next month. n: the first package that lacks sessions; z: the last package.
-- orphaned: sessions to come of a match whose tutor is deactivated or no longer teaches, else of such substitutes, or null.
-- is_emptied: every session of a month of it was removed.
-- owed: make-ups due from packages before n, or from those that end, and promised by no day to come.
with gone as materialized (
    select s.match_id, count(*) as sessions
    from tutor_profiles t join sessions s on s.tutor_user_id = t.user_id and s.is_to_come and s.scheduled_start_utc > :now
    where t.user_id not in (select a.id from active_tutors a)
    group by s.match_id)
select m.id as match_id, m.request_id, m.tutor_id, m.learner_id, m.tutor_since, m.meet_link is not null as has_link,
       m.learner, m.tutor, m.subject,
       h.tutor_is_here,
       case when not h.tutor_is_here then (
           select count(*) from sessions s where s.match_id = m.id and s.is_to_come and s.scheduled_start_utc > :now)
           else (select g.sessions from gone g where g.match_id = m.id) end as orphaned,
       n.*, z.last_id, z.last_tier, z.last_end, z.is_declined,
       (select count(*) from owed_sessions o join packages p on p.id = o.owed_by
        where o.match_id = m.id and (o.make_up_by is null or o.make_up_by < :today)
          and p.end_date < coalesce(n.first_day, cast(:ending as date) + 1)) as owed,
       exists (select 1 from packages p join package_plans x on x.id = p.id
               where p.request_id = m.request_id and p.cancelled_at is null and p.end_date >= :today
                 and x.existing = 0 and x.lacking <= 0 and p.removed_dates <> '{}') as is_emptied,
       k.tutor_zone, k.versions, k.closed, k.hours
from match_facts m
join match_calendars k on k.id = m.id
cross join lateral (select exists (select 1 from active_tutors t where t.id = m.tutor_id) as tutor_is_here) h
left join lateral (
    select p.id as package_id, p.tier, p.start_date as first_day, p.end_date as last_day, p.window_kind,
           y.is_paid, y.is_refunded, y.received - y.refunded as kept, y.due, y.currency,
           p.withdrawn_at is not null as is_withdrawn, x.lacking, x.make_ups, x.used
    from packages p
    join package_plans x on x.id = p.id
    join package_money y on y.id = p.id
    where p.request_id = m.request_id and p.status in ('pending', 'active') and p.end_date >= :today
      and x.lacking > 0
    order by p.start_date limit 1) n on true
left join lateral (
    select p.id as last_id, p.tier as last_tier, p.end_date as last_end,
           p.not_renewing_at is not null as is_declined
    from packages p where p.request_id = m.request_id and p.cancelled_at is null order by p.end_date desc limit 1) z on true
where m.status in ('matched', 'active')
order by coalesce(n.first_day, z.last_end), m.learner, m.id
limit cast(:most as integer)
