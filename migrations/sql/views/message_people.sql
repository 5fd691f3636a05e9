-- Whom a message is for, as JSON for corved.messages.message.Person. The last are the names of the people whom they
-- know: learners and tutors of their family's courses, and learners whom they teach.
create view message_people with (security_invoker = true) as
select w.id, json_build_array(w.id, w.full_name, w.whatsapp, w.timezone, w.hours_24, w.is_active, array(
    select f.learner from match_facts f where f.tutor_id = w.id and f.status <> 'ended'
    union select f.tutor from match_facts f where f.account_id = w.id and f.status <> 'ended'
    union select l.full_name from learners l where l.account_user_id = w.id)) as person
from users w;

grant select on message_people to app_admin;
