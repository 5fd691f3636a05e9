create or replace function app.change_profile(new_name text, new_timezone text, new_hours_24 boolean) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare old users;
begin
    select * into old from users where id = app.uid() for no key update;
    if old.id is null then
        raise exception 'nobody is signed in' using errcode = 'CE401';
    end if;
    if (old.full_name, old.timezone, old.hours_24)
       is not distinct from (new_name, new_timezone, new_hours_24) then
        return false;
    end if;
    -- The learner of a student's own account has the same name: both stay one.
    update learners set full_name = new_name
    where account_user_id = old.id and full_name = old.full_name and full_name <> new_name;
    update users set full_name = new_name, timezone = new_timezone, hours_24 = new_hours_24
    where id = old.id;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), old.id, 'person.changed', old.id, jsonb_build_object(
        'from', jsonb_build_object('full_name', old.full_name, 'timezone', old.timezone,
                                   'hours_24', old.hours_24),
        'to', jsonb_build_object('full_name', new_name, 'timezone', new_timezone,
                                 'hours_24', new_hours_24)));
    return true;
end
$$;

alter function app.change_profile(new_name text, new_timezone text, new_hours_24 boolean) owner to corved_definer;
revoke execute on function app.change_profile(new_name text, new_timezone text, new_hours_24 boolean) from public;
grant execute on function app.change_profile(new_name text, new_timezone text, new_hours_24 boolean) to app_anonymous;
