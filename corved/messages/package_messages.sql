-- Packages that are not over, with what their messages depend on: of one match, of one request, or all that something may
-- be due for: money that is asked for or arrived lately, an end that nothing follows, and months that were created lately
-- and whose text somebody was not sent.
-- everything: also those that nothing is due for now.
with wanted as materialized (
    select p.id from packages p where not :everything and p.is_due and p.end_date >= :today
    union
    select p.id from packages p
    where not :everything and p.status = 'active' and p.end_date >= :today and p.end_date <= :ending
      and p.not_renewing_at is null and (
          select n.id from packages n where n.request_id = p.request_id and n.start_date > p.end_date
            and n.cancelled_at is null limit 1) is null
    union
    select p.id from packages p where not :everything and not p.is_told and p.end_date >= :today and (
        select g.id from audit_logs g
        where g.entity_id = p.id and g.action = 'sessions.generated' and g.at > :lately limit 1) is not null
    union
    select y.package_id from payments y where not :everything and y.created_at > :lately
    union
    select p.id from packages p join matches m on m.request_id = p.request_id where m.id = :match_id
    union
    select p.id from packages p where p.request_id = :request_id)
select p.id as package_id, m.id as match_id, p.tier, p.start_date, p.end_date, p.status, l.full_name as learner,
       sub.name as subject, v.name as level,
       (select w.person from message_people w where w.id = l.account_user_id) as family, a.timezone as family_zone,
       p.created_at,
       y.due, p.is_due, y.is_refunded, y.received, y.price, y.currency,
       (select string_agg(w.name || ': ' || w.details, E'\n' order by w.position, w.name)
        from ways_to_pay w where w.currency = p.currency and w.removed_at is null) as ways,
       (select json_build_array(y.id, y.amount, y.created_at) from payments y
        where y.package_id = p.id and y.status = 'paid' order by y.created_at desc limit 1) as paid,
       (select k.versions from match_calendars k where k.id = m.id) as versions,
       g.generated_at,
       (select k.run_id from generation_run_matches k where k.package_id = p.id and k.outcome = 'created'
          and k.created > 0 order by k.run_id limit 1) as run_id,
       (select json_agg(json_build_array(s.id, s.scheduled_start_utc, s.tutor_user_id, s.original_start_utc,
                                         s.tutor_user_id <> m.tutor_user_id
                                         and s.local_start >= coalesce(m.tutor_since, s.local_start))
                        order by s.scheduled_start_utc)
        from sessions s where s.id = any(c.ids)) as starts,
       (select json_object_agg(x.id, json_build_array(
                   w.person, x.full_name, x.timezone,
                   (select k.meet_link from meet_links k where k.match_id = m.id and k.tutor_user_id = x.id)))
        from users x join message_people w on w.id = x.id where x.id = any(c.tutors)) as tutors,
       (select json_agg(k.fact order by k.told_at) from known_facts k where k.about = any(c.ids)) as told,
       m.tutor_since is not null as tutor_followed,
       (select json_agg(json_build_array(k.user_id, k.said))
        from told k join cancelled_sessions x on x.session_id = k.about and x.user_id = k.user_id
        where x.match_id = m.id and k.what = 'start' and k.is_last) as known_starts,
       not exists (select 1 from packages o where o.request_id = r.id and o.start_date < p.start_date
                     and o.cancelled_at is null) as is_first,
       p.not_renewing_at is null and not exists (
           select 1 from packages n where n.request_id = r.id and n.start_date > p.end_date
               and n.cancelled_at is null) as may_renew,
       ac.name as academy, ac.cutoff_hours
from wanted x
cross join lateral (select * from packages p where p.id = x.id offset 0) p
cross join lateral (select * from package_money y where y.id = x.id offset 0) y
join requests r on r.id = p.request_id and r.status <> 'ended'
join learners l on l.id = r.learner_id
join users a on a.id = l.account_user_id
join subjects sub on sub.id = r.subject_id
join levels v on v.id = r.level_id
left join matches m on m.request_id = r.id and m.status in ('matched', 'active')
cross join lateral (
    select max(g.at) as generated_at from audit_logs g
    where g.match_id = m.id and g.entity_id = p.id and g.action = 'sessions.generated') g
-- The sessions that hold their time, without make-ups.
cross join lateral (
    select array_agg(s.id) as ids, array_agg(distinct s.tutor_user_id) as tutors from sessions s
    where s.package_id = p.id and s.match_id = m.id and s.makes_up_id is null and s.is_live) c
cross join academy ac
where p.end_date >= :today and p.cancelled_at is null
  and (cast(:match_id as uuid) is null or m.id = :match_id)
order by p.start_date, p.id
