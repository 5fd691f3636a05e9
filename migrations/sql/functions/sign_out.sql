create or replace function app.sign_out() returns void
    language sql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
update users set session_stamp = gen_random_uuid() where id = app.uid()
$$;

alter function app.sign_out() owner to corved_definer;
revoke execute on function app.sign_out() from public;
grant execute on function app.sign_out() to app_anonymous;
