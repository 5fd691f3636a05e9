create or replace function app.is_set_up() returns boolean
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select exists (select 1 from users)
$$;

alter function app.is_set_up() owner to corved_definer;
revoke execute on function app.is_set_up() from public;
grant execute on function app.is_set_up() to app_anonymous;
