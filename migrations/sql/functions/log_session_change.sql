create or replace function app.log_session_change(action text, session_id uuid, state_before jsonb, state_after jsonb, undoes bigint) returns void
    language sql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
insert into audit_logs (action, match_id, session_id, details)
select log_session_change.action, s.match_id, s.id,
       jsonb_strip_nulls(jsonb_build_object('undoes', undoes))
       || jsonb_build_object('from', state_before, 'to', state_after)
from sessions s where s.id = log_session_change.session_id
$$;

alter function app.log_session_change(action text, session_id uuid, state_before jsonb, state_after jsonb, undoes bigint) owner to corved_definer;
revoke execute on function app.log_session_change(action text, session_id uuid, state_before jsonb, state_after jsonb, undoes bigint) from public;
