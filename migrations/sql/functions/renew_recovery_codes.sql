-- Gives the present person new recovery codes; the old ones end. False: they have no second step.
create or replace function app.renew_recovery_codes(recovery_salt uuid, present uuid) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    update second_steps t set recovery_salt = renew_recovery_codes.recovery_salt, used_codes = '{}'
    from sign_ins s
    where t.user_id = app.uid() and s.user_id = app.uid() and s.id = present
      and s.proved_at > app.now() - interval '12 hours';
    if found then
        insert into audit_logs (actor_user_id, action, entity_id, details)
        values (app.uid(), 'person.recovery_codes', app.uid(), '{}');
        return true;
    end if;
    return false;
end
$$;

alter function app.renew_recovery_codes(recovery_salt uuid, present uuid) owner to corved_definer;
revoke execute on function app.renew_recovery_codes(recovery_salt uuid, present uuid) from public;
grant execute on function app.renew_recovery_codes(recovery_salt uuid, present uuid) to app_anonymous;
