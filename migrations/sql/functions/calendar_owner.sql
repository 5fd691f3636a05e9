create or replace function app.calendar_owner(hash bytea, out user_id uuid, out area text, out timezone text)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select f.user_id, f.area, u.timezone
from calendar_feeds f join users u on u.id = f.user_id and u.is_active
where f.token_hash = hash and exists (
    select 1 from user_roles r where r.user_id = f.user_id
      and r.role::text = any (
          case f.area when 'tutor' then array['tutor'] else array['student', 'parent'] end))
$$;

alter function app.calendar_owner(hash bytea) owner to corved_definer;
revoke execute on function app.calendar_owner(hash bytea) from public;
grant execute on function app.calendar_owner(hash bytea) to app_anonymous;
