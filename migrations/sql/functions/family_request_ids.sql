create or replace function app.family_request_ids() returns setof uuid
    language plpgsql stable rows 10 security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin return query 
        select r.id from requests r join learners l on l.id = r.learner_id where l.account_user_id = app.uid(); end
$$;

alter function app.family_request_ids() owner to corved_definer;
revoke execute on function app.family_request_ids() from public;
grant execute on function app.family_request_ids() to app_student;
