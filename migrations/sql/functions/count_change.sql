create or replace function app.count_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.sequence := old.sequence + 1;
    new.changed_at := app.now();
    return new;
end
$$;

alter function app.count_change() owner to corved_definer;
revoke execute on function app.count_change() from public;
