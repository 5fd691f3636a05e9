create or replace function app.taught_people_ids() returns setof uuid
    language plpgsql stable rows 10 security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin return query 
        select app.uid()
        union select l.account_user_id from learners l where l.id in (select app.taught_learner_ids()); end
$$;

alter function app.taught_people_ids() owner to corved_definer;
revoke execute on function app.taught_people_ids() from public;
grant execute on function app.taught_people_ids() to app_tutor;
