create or replace function app.family_match_ids() returns setof uuid
    language plpgsql stable rows 10 security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin return query 
        select m.id from matches m join requests r on r.id = m.request_id join learners l on l.id = r.learner_id
        where l.account_user_id = app.uid(); end
$$;

alter function app.family_match_ids() owner to corved_definer;
revoke execute on function app.family_match_ids() from public;
grant execute on function app.family_match_ids() to app_student;
