-- A new sign-in of a person on a device; an earlier one there ends.
create or replace function app.open_sign_in(who uuid, of_device uuid, of_agent text) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare made uuid;
begin
    update sign_ins set ended_at = app.now() where user_id = who and device = of_device and ended_at is null;
    insert into sign_ins (user_id, device, agent, began_at, used_at, proved_at)
    values (who, of_device, left(of_agent, 200), app.now(), app.now(), app.now()) returning id into made;
    insert into audit_logs (actor_user_id, action, entity_id, details) values (who, 'person.signed_in', who, '{}');
    return made;
end
$$;

alter function app.open_sign_in(who uuid, of_device uuid, of_agent text) owner to corved_definer;
revoke execute on function app.open_sign_in(who uuid, of_device uuid, of_agent text) from public;
