-- Takes a tutor's own request back. False where it is answered already.
create or replace function app.withdraw_request(wanted uuid) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform from tutor_requests r where r.id = wanted and r.tutor_user_id = app.uid() for update;
    if not found then
        raise exception 'no request of this tutor' using errcode = 'CE404';
    end if;
    update tutor_requests set outcome = 'withdrawn', answered_at = app.now() where id = wanted and outcome is null;
    if not found then
        return false;
    end if;
    insert into audit_logs (at, actor_user_id, action, entity_id)
    values (app.now(), app.uid(), 'tutor.request_withdrawn', app.uid());
    return true;
end
$$;

alter function app.withdraw_request(uuid) owner to corved_definer;
revoke execute on function app.withdraw_request(uuid) from public;
grant execute on function app.withdraw_request(uuid) to app_tutor;
