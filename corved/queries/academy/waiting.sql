-- What waits besides sessions. without_tutor: running courses whose tutor no longer teaches, and those with sessions to
-- come of a substitute who does not (tutor_is_here).
select (select count(*) from packages p
        where p.is_due and p.start_date - (select unpaid_days from academy) <= :today) as unpaid,
       (select count(*) from payment_claims c join packages p on p.id = c.package_id and p.is_due
        where c.payment_id is null and c.rejected_at is null) as claims,
       (select json_agg(w order by w.first_day, w.asked_at, w.id) from waiting_requests w) as requests,
       (select json_agg(c) from (
    with gone as materialized (
        select t.user_id as id from tutor_profiles t
        where not exists (select from active_tutors a where a.id = t.user_id)),
    concerned as materialized (
        select m.id from gone g join matches m on m.tutor_user_id = g.id
        union
        select s.match_id from gone g
        join sessions s on s.tutor_user_id = g.id and s.is_to_come and s.scheduled_start_utc > :now)
    select m.id as match_id, m.learner, m.tutor, m.subject, h.tutor_is_here,
           (select count(*) from sessions s
            where s.match_id = m.id and s.is_to_come and s.scheduled_start_utc > :now
              and (not h.tutor_is_here or s.tutor_user_id in (select g.id from gone g))) as sessions
    from concerned c
    cross join lateral (
        select * from match_facts m where m.id = c.id and m.status in ('matched', 'active') offset 0) m
    cross join lateral (select m.tutor_id not in (select g.id from gone g) as tutor_is_here) h
    order by m.learner, m.id) c) as without_tutor
