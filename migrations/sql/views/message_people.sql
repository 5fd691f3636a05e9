-- Whom a message is for, as JSON for corved.messages.message.Person.
drop view if exists message_people;
create view message_people with (security_invoker = true) as
select w.id, json_build_array(w.id, w.full_name, w.whatsapp, w.timezone, w.hours_24, w.is_active) as person
from users w;

grant select on message_people to app_admin;
