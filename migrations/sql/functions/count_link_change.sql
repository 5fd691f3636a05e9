create or replace function app.count_link_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.link_changes := old.link_changes + 1;
    new.link_changed_at := app.now();
    return new;
end
$$;

alter function app.count_link_change() owner to corved_definer;
revoke execute on function app.count_link_change() from public;
