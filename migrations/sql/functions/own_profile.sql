create or replace function app.own_profile(out full_name text, out address text, out timezone text, out hours_24 boolean, out hash text)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select u.full_name, coalesce(u.email, u.whatsapp), u.timezone, u.hours_24, u.password_hash
from users u where u.id = app.uid()
$$;

alter function app.own_profile() owner to corved_definer;
revoke execute on function app.own_profile() from public;
grant execute on function app.own_profile() to app_anonymous, app_admin;
