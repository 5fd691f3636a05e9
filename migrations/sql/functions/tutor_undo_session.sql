create or replace function app.tutor_undo_session(session_id uuid, seen text) returns boolean
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare
    held sessions := app.own_session_for_update(tutor_undo_session.session_id);
    mark audit_logs;
    happened audit_logs;
    old jsonb;
    after_change sessions;
begin
    if seen <> app.session_version(held) then
        select a.* into happened from audit_logs a
        where a.session_id = held.id and a.action <> 'session.noted' order by a.id desc limit 1;
        if happened.action = 'session.unmarked' and app.state_version(happened.details -> 'from') = seen then
            return false;
        end if;
        perform app.refuse_changed(held);
    end if;
    select a.* into mark from audit_logs a
    where a.session_id = held.id
      and a.action in ('session.marked', 'session.moved', 'session.set_aside', 'session.put_back')
      and not exists (
          select 1 from audit_logs u
          where u.session_id = held.id and u.action in ('session.unmarked', 'session.unmoved')
            and (u.details ->> 'undoes')::bigint = a.id)
    order by a.id desc limit 1;
    if mark.id is null or mark.action <> 'session.marked' then
        return false;
    end if;
    if mark.actor_user_id is distinct from app.uid() then
        raise exception 'not the caller''s mark' using errcode = 'CE403';
    end if;
    if mark.at < app.now() - app.tutor_undo_window() then
        raise exception 'too late to undo' using errcode = 'CE410';
    end if;
    old := mark.details -> 'from';
    update sessions set
        status = (old ->> 'status')::session_status,
        needs_new_time = (old ->> 'needs_new_time')::boolean,
        tutor_notes = case
            when held.tutor_notes is not distinct from mark.details #>> '{to,tutor_notes}'
            then old ->> 'tutor_notes' else held.tutor_notes end,
        marked_at = (old ->> 'marked_at')::timestamptz,
        marked_by_user_id = (old ->> 'marked_by_user_id')::uuid,
        updated_at = app.now(), updated_by_user_id = app.uid()
    where id = held.id returning * into after_change;
    perform app.log_session_change(
        'session.unmarked', held.id, app.session_state(held), app.session_state(after_change), mark.id);
    return true;
end
$$;

alter function app.tutor_undo_session(session_id uuid, seen text) owner to corved_definer;
revoke execute on function app.tutor_undo_session(session_id uuid, seen text) from public;
grant execute on function app.tutor_undo_session(session_id uuid, seen text) to app_tutor;
