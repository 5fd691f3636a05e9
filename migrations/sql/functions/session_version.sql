create or replace function app.session_version(s sessions) returns text
    language sql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
select s.status || case when s.needs_new_time then '!' else '' end
       || '@' || floor(extract(epoch from s.scheduled_start_utc))::bigint
       || '/' || coalesce(floor(extract(epoch from s.marked_at))::bigint, 0)
$$;

alter function app.session_version(s sessions) owner to corved_definer;
revoke execute on function app.session_version(s sessions) from public;
