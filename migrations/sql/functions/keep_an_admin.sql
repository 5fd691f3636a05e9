create or replace function app.keep_an_admin() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform pg_advisory_xact_lock(7303013);
    if not exists (select 1 from user_roles r join users u on u.id = r.user_id
                   where r.role = 'admin' and u.is_active and u.password_hash is not null) then
        raise exception 'the last admin' using errcode = 'CE426';
    end if;
    return null;
end
$$;

alter function app.keep_an_admin() owner to corved_definer;
revoke execute on function app.keep_an_admin() from public;
