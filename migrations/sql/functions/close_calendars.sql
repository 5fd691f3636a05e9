create or replace function app.close_calendars() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from calendar_feeds where user_id = new.id;
    return null;
end
$$;

alter function app.close_calendars() owner to corved_definer;
revoke execute on function app.close_calendars() from public;
