-- Keeps a tutor's own hours: at once, or as a request where the academy wants to say yes first. True when they hold.
-- versions: every version from then on, [{"since", "timezone", "weekly_hours"}]; a request keeps the one that was entered.
create or replace function app.set_own_hours(versions jsonb, entered_since date, entered_until date, zone text, entered jsonb)
    returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare said jsonb := jsonb_build_object('weekly_hours', entered, 'hours_timezone', zone, 'since', entered_since)
    || case when entered_until is null then '{}' else jsonb_build_object('until', entered_until) end;
begin
    perform from users u join user_roles r on r.user_id = u.id and r.role = 'tutor'
    where u.id = app.uid() and u.is_active for no key update of u;
    if not found then
        raise exception 'no tutor' using errcode = 'CE404';
    end if;
    if (select a.hours_wait from academy a) then
        insert into tutor_requests (tutor_user_id, kind, first_day, last_day, timezone, weekly_hours, asked_at)
        values (app.uid(), 'hours', entered_since, entered_until, zone, entered, app.now())
        on conflict (tutor_user_id) where kind = 'hours' and outcome is null do update
        set first_day = excluded.first_day, last_day = excluded.last_day, timezone = excluded.timezone,
            weekly_hours = excluded.weekly_hours, asked_at = excluded.asked_at;
        insert into audit_logs (at, actor_user_id, action, entity_id, details)
        values (app.now(), app.uid(), 'tutor.hours_asked', app.uid(), jsonb_build_object('to', said));
        return false;
    end if;
    delete from tutor_hours where tutor_user_id = app.uid();
    insert into tutor_hours (tutor_user_id, since, timezone, weekly_hours)
    select app.uid(), v.since, v.timezone, v.weekly_hours
    from jsonb_to_recordset(versions) v (since date, timezone text, weekly_hours jsonb);
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'tutor.hours_changed', app.uid(), jsonb_build_object('to', said));
    return true;
end
$$;

alter function app.set_own_hours(jsonb, date, date, text, jsonb) owner to corved_definer;
revoke execute on function app.set_own_hours(jsonb, date, date, text, jsonb) from public;
grant execute on function app.set_own_hours(jsonb, date, date, text, jsonb) to app_tutor;
