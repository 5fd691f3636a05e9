-- Sessions with what their messages depend on, in order of time.
-- joined: the sides that opened the Meet link through CorvEd; usually: those that did so for the session before.
-- began: where the clocks of one of its zones change, the first start of the match, and of its tutor in it.
-- told: what people know of it, and of changes of clocks in its match.
select s.*,
       (select p.person from message_people p where p.id = s.account_id) as family,
       (select p.person from message_people p where p.id = s.tutor_id) as teacher,
       (select name from academy) as academy, (select mark_reminder_hours from academy) as mark_reminder_hours,
       array(select j.side from session_joins j where j.session_id = s.id) as joined,
       array(select j.side from session_joins j where j.session_id = (
           select x.id from sessions x where x.match_id = s.match_id and x.tutor_user_id = s.tutor_id
             and x.scheduled_start_utc < s.start order by x.scheduled_start_utc desc limit 1)) as usually,
       case when c.is_near then (select min(x.scheduled_start_utc) from sessions x where x.match_id = s.match_id)
           end as family_began,
       case when c.is_near then (
           select x.scheduled_start_utc from sessions x where x.match_id = s.match_id and x.tutor_user_id = s.tutor_id
           order by x.scheduled_start_utc limit 1) end as tutor_began,
       (select json_agg(k.fact order by k.told_at) from (
            select k.fact, k.told_at from known_facts k where k.about = s.id
            union all
            select k.fact, k.told_at from known_facts k
            where c.is_near and k.about = s.match_id and k.what like 'clocks %') k) as told
from (IDS) i (id)
cross join lateral (select * from session_facts f where f.id = i.id offset 0) s
cross join lateral (
    select array[s.timezone, s.learner_zone, s.tutor_zone] && cast(:changing as text[]) as is_near) c
order by s.start, s.id
