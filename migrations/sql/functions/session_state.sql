create or replace function app.session_state(s sessions) returns jsonb
    language sql stable
    set search_path = pg_catalog, public, pg_temp
as $$
select jsonb_build_object(
    'status', s.status, 'needs_new_time', s.needs_new_time, 'tutor_notes', s.tutor_notes,
    'scheduled_start_utc', s.scheduled_start_utc, 'scheduled_end_utc', s.scheduled_end_utc,
    'local_start', s.local_start, 'timezone', s.timezone,
    'original_start_utc', s.original_start_utc,
    'marked_at', s.marked_at, 'marked_by_user_id', s.marked_by_user_id)
$$;

alter function app.session_state(s sessions) owner to corved_definer;
revoke execute on function app.session_state(s sessions) from public;
