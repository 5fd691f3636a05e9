-- What people know of a session or match, or need not know, as JSON for corved.messages.message.told_from.
create view known_facts with (security_invoker = true) as
select k.about, k.what, k.told_at, json_build_array(k.about, k.what, k.user_id, k.said, k.told_at, k.is_told) as fact
from told k
where k.is_last or not k.is_told;

grant select on known_facts to app_admin;
