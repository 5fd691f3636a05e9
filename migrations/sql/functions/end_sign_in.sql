-- Signs the present person out on one of their devices, or on all of them but one. False when there was none.
create or replace function app.end_sign_in(wanted uuid, all_but uuid) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare me uuid := app.uid();
begin
    update sign_ins s set ended_at = app.now()
    where s.user_id = me and s.ended_at is null and (s.id = wanted or wanted is null and s.id is distinct from all_but);
    if not found then
        return false;
    end if;
    insert into audit_logs (actor_user_id, action, entity_id, details)
    values (me, 'person.signed_out', me, jsonb_build_object('everywhere', wanted is null));
    return true;
end
$$;

alter function app.end_sign_in(wanted uuid, all_but uuid) owner to corved_definer;
revoke execute on function app.end_sign_in(wanted uuid, all_but uuid) from public;
grant execute on function app.end_sign_in(wanted uuid, all_but uuid) to app_anonymous;
