-- A match with its people and its subject.
create view match_facts with (security_invoker = true) as
select m.id, m.status, m.request_id, m.meet_link, m.tutor_since,
       m.tutor_user_id as tutor_id, t.full_name as tutor, t.timezone as tutor_zone, t.hue as tutor_hue,
       l.id as learner_id, l.full_name as learner,
       a.id as account_id, a.full_name as account, a.timezone as learner_zone, a.whatsapp as account_whatsapp,
       sub.name as subject, v.name as level, r.subject_id, r.level_id
from matches m
join requests r on r.id = m.request_id
join subjects sub on sub.id = r.subject_id
join levels v on v.id = r.level_id
join learners l on l.id = r.learner_id
join users a on a.id = l.account_user_id
join users t on t.id = m.tutor_user_id;

grant select on match_facts to app_admin;
