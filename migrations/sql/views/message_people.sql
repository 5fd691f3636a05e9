-- Whom a message is for, as JSON for corved.messages.message.Person. The last are the names of the people whom they
-- know: learners and tutors of their family's courses, and learners whom they teach.
create view message_people with (security_invoker = true) as
select w.id, json_build_array(w.id, w.full_name, w.whatsapp, w.timezone, w.hours_24, w.is_active, array(
    select l.full_name from matches m join requests r on r.id = m.request_id join learners l on l.id = r.learner_id
    where m.tutor_user_id = w.id and m.status <> 'ended'
    union
    select t.full_name from learners l join requests r on r.learner_id = l.id
    join matches m on m.request_id = r.id and m.status <> 'ended' join users t on t.id = m.tutor_user_id
    where l.account_user_id = w.id
    union select l.full_name from learners l where l.account_user_id = w.id)) as person
from users w;

grant select on message_people to app_admin;
