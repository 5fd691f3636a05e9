-- Records that a person has just typed their password again on a device.
create or replace function app.prove_again(wanted uuid, who uuid) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.refuse_others();
    update sign_ins set proved_at = app.now() where id = wanted and user_id = who and ended_at is null;
end
$$;

alter function app.prove_again(wanted uuid, who uuid) owner to corved_definer;
revoke execute on function app.prove_again(wanted uuid, who uuid) from public;
grant execute on function app.prove_again(wanted uuid, who uuid) to app_admin;
