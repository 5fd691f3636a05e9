create or replace function app.calendar_fetched(hash bytea, agent text) returns void
    language sql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
update calendar_feeds set fetched_at = app.now(), fetched_by = agent where token_hash = hash
$$;

alter function app.calendar_fetched(hash bytea, agent text) owner to corved_definer;
revoke execute on function app.calendar_fetched(hash bytea, agent text) from public;
grant execute on function app.calendar_fetched(hash bytea, agent text) to app_anonymous;
