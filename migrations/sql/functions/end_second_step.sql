-- Ends a second step at sign-in: one's own, or as an admin somebody's who lost their phone. present: the sign-in on which
-- the password was typed again. False: there is none.
create or replace function app.end_second_step(who uuid, present uuid) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from second_steps t
    using sign_ins s
    where t.user_id = who and s.user_id = app.uid() and s.id = present
      and s.proved_at > app.now() - interval '12 hours' and (who = app.uid() or app.is_admin());
    if found then
        insert into audit_logs (actor_user_id, action, entity_id, details)
        values (app.uid(), 'person.second_step_off', who, '{}');
        return true;
    end if;
    return false;
end
$$;

alter function app.end_second_step(who uuid, present uuid) owner to corved_definer;
revoke execute on function app.end_second_step(who uuid, present uuid) from public;
grant execute on function app.end_second_step(who uuid, present uuid) to app_anonymous, app_admin;
