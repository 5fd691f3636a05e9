-- Binds the person whose calendar has this token, to read what their feed shows.
create or replace function app.bind_calendar(hash bytea, wanted_now text, out user_id uuid, out area text, out timezone text, out role text)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    select f.user_id, f.area, u.timezone, 'app_' || f.area
    into bind_calendar.user_id, bind_calendar.area, bind_calendar.timezone, bind_calendar.role
    from calendar_feeds f join users u on u.id = f.user_id and u.is_active
    where f.token_hash = hash and exists (
        select 1 from user_roles r where r.user_id = f.user_id
          and r.role::text = any (
              case f.area when 'tutor' then array['tutor'] else array['student', 'parent'] end));
    bind_calendar.role := coalesce(bind_calendar.role, 'app_anonymous');
    perform app.prove(bind_calendar.user_id, bind_calendar.role, app.test_clock(wanted_now));
end
$$;

alter function app.bind_calendar(hash bytea, wanted_now text) owner to corved_definer;
revoke execute on function app.bind_calendar(hash bytea, wanted_now text) from public;
grant execute on function app.bind_calendar(hash bytea, wanted_now text) to corved_web;
