-- The time: the database's own, but for a time that was set with proof (in tests, and while the demo is made).
create or replace function app.now() returns timestamptz
    language plpgsql stable parallel restricted
as $$
declare pretended text := current_setting('app.now', true);
begin
    if coalesce(pretended, '') = '' then
        return clock_timestamp();
    end if;
    return app.pretended_now(pretended);
end
$$;
