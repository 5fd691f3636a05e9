-- Sessions with what their messages depend on, in order of time.
-- joined: the sides that opened the Meet link through CorvEd; usually: those that did so for the session before. began: the first start of the match, and of its tutor in it. told: what people know.
select s.*,
       (select p.person from message_people p where p.id = s.account_id) as family,
       (select p.person from message_people p where p.id = s.tutor_id) as teacher,
       (select name from academy) as academy, (select mark_reminder_hours from academy) as mark_reminder_hours,
       array(select j.side from session_joins j where j.session_id = s.id) as joined,
       array(select j.side from session_joins j where j.session_id = (
           select x.id from sessions x where x.match_id = s.match_id and x.tutor_user_id = s.tutor_id
             and x.scheduled_start_utc < s.start order by x.scheduled_start_utc desc limit 1)) as usually,
       (select min(x.scheduled_start_utc) from sessions x where x.match_id = s.match_id) as family_began,
       (select x.scheduled_start_utc from sessions x where x.match_id = s.match_id and x.tutor_user_id = s.tutor_id
        order by x.scheduled_start_utc limit 1) as tutor_began,
       (select json_agg(k.fact order by k.told_at) from known_facts k where k.about in (s.id, s.match_id)) as told
from (IDS) i (id)
cross join lateral (select * from session_facts f where f.id = i.id offset 0) s
order by s.start, s.id
