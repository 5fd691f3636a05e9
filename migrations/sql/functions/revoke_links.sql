-- A link that was handed to an address or number dies when that changes.
create or replace function app.revoke_links() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update invitations set revoked_at = app.now()
    where user_id = new.id and used_at is null and revoked_at is null;
    return null;
end
$$;

alter function app.revoke_links() owner to corved_definer;
revoke execute on function app.revoke_links() from public;
