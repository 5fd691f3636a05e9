-- With a session's first move its wall clock and zone are kept; with the undo of that move they are forgotten.
create or replace function app.keep_first_agreed_time() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if new.original_start_utc is null then
        new.original_local_start := null;
        new.original_timezone := null;
    elsif old.original_start_utc is null then
        new.original_local_start := old.local_start;
        new.original_timezone := old.timezone;
    end if;
    return new;
end
$$;

alter function app.keep_first_agreed_time() owner to corved_definer;
revoke execute on function app.keep_first_agreed_time() from public;
