-- Keeps that a tutor asks for days off, local days of their zone. False where the same days were asked for already.
create or replace function app.ask_for_leave(first_day date, last_day date, reason text) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare found_id uuid;
begin
    insert into tutor_requests (tutor_user_id, kind, first_day, last_day, timezone, reason, asked_at)
    select u.id, 'leave', ask_for_leave.first_day, ask_for_leave.last_day, u.timezone, ask_for_leave.reason, app.now()
    from users u join user_roles r on r.user_id = u.id and r.role = 'tutor'
    where u.id = app.uid() and u.is_active
    on conflict do nothing
    returning id into found_id;
    if found_id is not null then
        insert into audit_logs (at, actor_user_id, action, entity_id, details, reason)
        values (app.now(), app.uid(), 'tutor.leave_asked', app.uid(),
                jsonb_build_object('first_day', ask_for_leave.first_day, 'last_day', ask_for_leave.last_day),
                nullif(ask_for_leave.reason, ''));
        return true;
    end if;
    if not exists (select from user_roles r where r.user_id = app.uid() and r.role = 'tutor') then
        raise exception 'no tutor' using errcode = 'CE404';
    end if;
    return false;
end
$$;

alter function app.ask_for_leave(date, date, text) owner to corved_definer;
revoke execute on function app.ask_for_leave(date, date, text) from public;
grant execute on function app.ask_for_leave(date, date, text) to app_tutor;
