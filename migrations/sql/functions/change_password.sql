create or replace function app.change_password(new_password_hash text, present uuid) returns uuid
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare stamp uuid;
begin
    update users set password_hash = new_password_hash, session_stamp = gen_random_uuid()
    where id = app.uid() and is_active returning session_stamp into stamp;
    if stamp is null then
        raise exception 'nobody is signed in' using errcode = 'CE401';
    end if;
    update sign_ins s set ended_at = app.now() where s.user_id = app.uid() and s.id <> present and s.ended_at is null;
    update sign_ins s set proved_at = app.now() where s.user_id = app.uid() and s.id = present;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'person.password_changed', app.uid(), '{}');
    return stamp;
end
$$;

alter function app.change_password(new_password_hash text, present uuid) owner to corved_definer;
revoke execute on function app.change_password(new_password_hash text, present uuid) from public;
grant execute on function app.change_password(new_password_hash text, present uuid) to app_anonymous;
