-- A match with what decides its dates, and what may go wrong with its Meet link: another running match shares it, or
-- an earlier tutor knows it. next_meeting: when two matches on one link are first so close that people could meet.
select f.*, k.versions, k.closed, k.hours,
    (select json_agg(ol.full_name || ' with ' || ot.full_name order by ol.full_name)
     from matches o join requests oq on oq.id = o.request_id join learners ol on ol.id = oq.learner_id
     join users ot on ot.id = o.tutor_user_id
     where o.id <> m.id and o.status in ('matched', 'active')
       and exists (select 1 from meet_links k where k.match_id = o.id and k.meet_link = m.meet_link)
       and m.status in ('matched', 'active')) as shares_link_with,
    (select min(x.scheduled_start_utc)
     from sessions x join meet_links k on k.meet_link = m.meet_link and k.match_id <> m.id
     join sessions y on y.match_id = k.match_id and y.tutor_user_id = k.tutor_user_id
     where x.match_id = m.id and x.scheduled_start_utc > app.now()
       and x.scheduled_start_utc < y.scheduled_end_utc + interval '15 minutes'
       and y.scheduled_start_utc < x.scheduled_end_utc + interval '15 minutes'
       and y.scheduled_start_utc > app.now() - interval '1 day') as next_meeting,
    exists (select 1 from audit_logs g where g.match_id = m.id and g.action = 'match.tutor_changed'
              and g.details ->> 'from' <> m.tutor_user_id::text
              and g.details ->> 'link_retired' = m.meet_link) as former_knows_link,
    array(select minutes from session_lengths where retired_at is null) as offered_lengths
from matches m
join match_facts f on f.id = m.id
join match_calendars k on k.id = m.id
where m.id = :id
