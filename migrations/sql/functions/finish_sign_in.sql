create or replace function app.finish_sign_in(address text) returns void
    language sql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
delete from sign_in_attempts where email = address
$$;

alter function app.finish_sign_in(address text) owner to corved_definer;
revoke execute on function app.finish_sign_in(address text) from public;
grant execute on function app.finish_sign_in(address text) to app_anonymous;
