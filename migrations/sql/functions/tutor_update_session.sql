create or replace function app.tutor_update_session(session_id uuid, status session_status, notes text, seen text) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    held sessions := app.own_session_for_update(tutor_update_session.session_id);
    wanted session_status := tutor_update_session.status;
    note text := case when notes is null then held.tutor_notes else nullif(btrim(notes), '') end;
    flags boolean := wanted is not distinct from 'rescheduled';
    same boolean := wanted is null or (wanted = held.status and flags = held.needs_new_time);
    after_change sessions;
begin
    if wanted = 'scheduled' then
        raise exception 'a tutor cannot set scheduled' using errcode = 'CE422';
    end if;
    if same and note is not distinct from held.tutor_notes then
        return false;
    end if;
    if not same then
        if held.status not in ('scheduled', 'rescheduled') or held.needs_new_time
           or (seen is not null and seen <> app.session_version(held)) then
            perform app.refuse_changed(held);
        end if;
        if not flags and held.scheduled_start_utc > app.now() then
            raise exception 'not started yet' using errcode = 'CE425';
        end if;
    end if;
    update sessions set
        status = case when same then held.status else wanted end,
        needs_new_time = case when same then held.needs_new_time else flags end,
        tutor_notes = note,
        marked_at = case when same then held.marked_at else app.now() end,
        marked_by_user_id = case when same then held.marked_by_user_id else app.uid() end,
        updated_at = app.now(), updated_by_user_id = app.uid()
    where id = held.id returning * into after_change;
    perform app.log_session_change(
        case when same then 'session.noted' else 'session.marked' end,
        held.id, app.session_state(held), app.session_state(after_change), null);
    return true;
end
$$;

alter function app.tutor_update_session(session_id uuid, status session_status, notes text, seen text) owner to corved_definer;
revoke execute on function app.tutor_update_session(session_id uuid, status session_status, notes text, seen text) from public;
grant execute on function app.tutor_update_session(session_id uuid, status session_status, notes text, seen text) to app_tutor;
