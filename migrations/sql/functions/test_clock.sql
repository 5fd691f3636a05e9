-- The time that tests set; elsewhere nothing, so that the database's own is taken.
create or replace function app.test_clock(wanted text) returns text
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select case when k.clock_may_be_set then wanted else '' end from app.keys k
$$;

alter function app.test_clock(wanted text) owner to corved_definer;
revoke execute on function app.test_clock(wanted text) from public;
