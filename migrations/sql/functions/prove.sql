-- Binds who acts, in which role and at what time ('' for the database's own), for this transaction.
create or replace function app.prove(who uuid, as_role text, at text) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform set_config('app.user_id', coalesce(who::text, ''), true), set_config('app.role', as_role, true),
            set_config('app.now', coalesce(at, ''), true);
    perform set_config('app.proof', app.proof(), true);
end
$$;

alter function app.prove(who uuid, as_role text, at text) owner to corved_definer;
revoke execute on function app.prove(who uuid, as_role text, at text) from public;
