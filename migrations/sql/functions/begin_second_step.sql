-- Begins the present person's second step at sign-in; all their other devices are signed out. False: they have one. The
-- counter is that of the code they typed, so that it signs in nowhere again.
create or replace function app.begin_second_step(salt uuid, recovery_salt uuid, counter bigint, present uuid) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare is_new boolean;
begin
    insert into second_steps (user_id, salt, recovery_salt, began_at, last_counter)
    select s.user_id, begin_second_step.salt, begin_second_step.recovery_salt, app.now(), counter
    from sign_ins s
    where s.user_id = app.uid() and s.id = present and s.proved_at > app.now() - interval '12 hours'
    on conflict do nothing;
    is_new := found;
    if is_new then
        update sign_ins s set ended_at = app.now() where s.user_id = app.uid() and s.id <> present and s.ended_at is null;
        insert into audit_logs (actor_user_id, action, entity_id, details)
        values (app.uid(), 'person.second_step_on', app.uid(), '{}');
    end if;
    return is_new;
end
$$;

alter function app.begin_second_step(salt uuid, recovery_salt uuid, counter bigint, present uuid) owner to corved_definer;
revoke execute on function app.begin_second_step(salt uuid, recovery_salt uuid, counter bigint, present uuid) from public;
grant execute on function app.begin_second_step(salt uuid, recovery_salt uuid, counter bigint, present uuid) to app_anonymous;
