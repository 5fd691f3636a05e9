create or replace function app.family_people_ids() returns setof uuid
    language plpgsql stable rows 10 security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin return query 
        select app.uid()
        union select m.tutor_user_id from matches m join requests r on r.id = m.request_id
              join learners l on l.id = r.learner_id where l.account_user_id = app.uid()
        union select s.tutor_user_id from sessions s where s.account_user_id = app.uid(); end
$$;

alter function app.family_people_ids() owner to corved_definer;
revoke execute on function app.family_people_ids() from public;
grant execute on function app.family_people_ids() to app_student;
