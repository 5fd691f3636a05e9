-- A new session stands for the date of its wall clock, unless it is told another one. Moves leave it.
create or replace function app.give_nominal_date() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.nominal_date := coalesce(new.nominal_date, new.local_start::date);
    return new;
end
$$;

alter function app.give_nominal_date() owner to corved_definer;
revoke execute on function app.give_nominal_date() from public;
