-- Keeps when a family's own learner has time. False where nothing changed. Only for a course that has not ended.
create or replace function app.set_own_availability(wanted uuid, hours jsonb) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare had jsonb;
begin
    select r.availability into had
    from requests r join learners l on l.id = r.learner_id
    where r.id = wanted and r.status <> 'ended' and l.account_user_id = app.uid()
    for no key update of r;
    if not found then
        raise exception 'no course of this family' using errcode = 'CE404';
    end if;
    if had = hours then
        return false;
    end if;
    update requests set availability = hours where id = wanted;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'request.availability_changed', wanted, jsonb_build_object('from', had, 'to', hours));
    return true;
end
$$;

alter function app.set_own_availability(uuid, jsonb) owner to corved_definer;
revoke execute on function app.set_own_availability(uuid, jsonb) from public;
grant execute on function app.set_own_availability(uuid, jsonb) to app_student;
