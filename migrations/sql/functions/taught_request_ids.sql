create or replace function app.taught_request_ids() returns setof uuid
    language plpgsql stable rows 10 security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin return query 
        select m.request_id from matches m where m.id in (select app.taught_match_ids()); end
$$;

alter function app.taught_request_ids() owner to corved_definer;
revoke execute on function app.taught_request_ids() from public;
grant execute on function app.taught_request_ids() to app_tutor;
