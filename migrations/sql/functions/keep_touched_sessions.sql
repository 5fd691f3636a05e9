create or replace function app.keep_touched_sessions() returns trigger
    language plpgsql
as $$
begin
    if old.status <> 'scheduled' or old.original_start_utc is not null
       or old.scheduled_start_utc <= app.now() then
        raise exception 'a session that was held, marked or moved stays' using errcode = 'CE422';
    end if;
    return old;
end
$$;
revoke execute on function app.keep_touched_sessions() from public;
