create or replace function app.person(wanted uuid, stamp uuid, out id uuid, out full_name text, out timezone text, out roles text[], out hours_24 boolean)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select u.id, u.full_name, u.timezone,
       array(select r.role::text from user_roles r where r.user_id = u.id order by r.role), u.hours_24
from users u
where u.id = wanted and u.session_stamp = stamp and u.is_active
$$;

alter function app.person(wanted uuid, stamp uuid) owner to corved_definer;
revoke execute on function app.person(wanted uuid, stamp uuid) from public;
grant execute on function app.person(wanted uuid, stamp uuid) to corved_web;
