-- When `corved backup` wrote the last backup; null for never.
create or replace function app.backed_up_at() returns timestamptz
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.refuse_others();
    return (select k.backed_up_at from app.keys k);
end
$$;

alter function app.backed_up_at() owner to corved_definer;
revoke execute on function app.backed_up_at() from public;
grant execute on function app.backed_up_at() to app_admin;
