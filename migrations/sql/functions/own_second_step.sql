-- The present person's second step at sign-in, if they have one: since when, and which recovery codes are used.
create or replace function app.own_second_step(out began_at timestamptz, out used_codes integer[]) returns setof record
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select s.began_at, s.used_codes from second_steps s where s.user_id = app.uid()
$$;

alter function app.own_second_step() owner to corved_definer;
revoke execute on function app.own_second_step() from public;
grant execute on function app.own_second_step() to app_anonymous;
