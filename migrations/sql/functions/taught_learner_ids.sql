create or replace function app.taught_learner_ids() returns setof uuid
    language plpgsql stable rows 10 security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin return query 
        select r.learner_id from requests r where r.id in (select app.taught_request_ids()); end
$$;

alter function app.taught_learner_ids() owner to corved_definer;
revoke execute on function app.taught_learner_ids() from public;
grant execute on function app.taught_learner_ids() to app_tutor;
