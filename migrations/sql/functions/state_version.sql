create or replace function app.state_version(state jsonb) returns text
    language sql immutable
    set search_path = pg_catalog, public, pg_temp
as $$
select (state ->> 'status') || case when (state ->> 'needs_new_time')::boolean then '!' else '' end
       || '@' || floor(extract(epoch from (state ->> 'scheduled_start_utc')::timestamptz))::bigint
       || '/' || coalesce(floor(extract(epoch from (state ->> 'marked_at')::timestamptz))::bigint, 0)
$$;

alter function app.state_version(state jsonb) owner to corved_definer;
revoke execute on function app.state_version(state jsonb) from public;
