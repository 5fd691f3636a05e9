create or replace function app.accept_invitation(hash bytea, new_password_hash text, new_timezone text, device uuid, agent text, out user_id uuid, out stamp uuid, out sign_in uuid)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
begin
    update invitations i set used_at = app.now() from users u
    where u.id = i.user_id and i.token_hash = hash and i.used_at is null and i.revoked_at is null and i.expires_at > app.now() and u.is_active returning u.id into user_id;
    if user_id is null then
        return;
    end if;
    update invitations i set revoked_at = app.now()
    where i.user_id = accept_invitation.user_id and i.used_at is null and i.revoked_at is null;
    update users u set password_hash = new_password_hash, timezone = new_timezone,
                       session_stamp = gen_random_uuid()
    where u.id = accept_invitation.user_id returning u.session_stamp into stamp;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), accept_invitation.user_id, 'person.password_set', accept_invitation.user_id,
            jsonb_build_object('timezone', new_timezone));
    update sign_ins s set ended_at = app.now() where s.user_id = accept_invitation.user_id and s.ended_at is null;
    if exists (select from second_steps s where s.user_id = accept_invitation.user_id) then
        return;  -- a mailbox alone does not sign in
    end if;
    sign_in := app.open_sign_in(accept_invitation.user_id, accept_invitation.device, accept_invitation.agent);
end
$$;

alter function app.accept_invitation(hash bytea, new_password_hash text, new_timezone text, device uuid, agent text) owner to corved_definer;
revoke execute on function app.accept_invitation(hash bytea, new_password_hash text, new_timezone text, device uuid, agent text) from public;
grant execute on function app.accept_invitation(hash bytea, new_password_hash text, new_timezone text, device uuid, agent text) to app_anonymous;
