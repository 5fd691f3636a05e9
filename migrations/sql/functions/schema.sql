-- The revision of the schema, and the oldest revision whose code runs on it.
create or replace function app.schema(out revision text, out serves_since text)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select (select v.version_num from alembic_version v), k.serves_since from app.keys k
$$;

alter function app.schema() owner to corved_definer;
revoke execute on function app.schema() from public;
grant execute on function app.schema() to corved_web;
