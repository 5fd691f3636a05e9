create or replace function app.taught_match_ids() returns setof uuid
    language plpgsql stable rows 10 security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin return query 
        select m.id from matches m where m.tutor_user_id = app.uid()
        union select s.match_id from sessions s where s.tutor_user_id = app.uid(); end
$$;

alter function app.taught_match_ids() owner to corved_definer;
revoke execute on function app.taught_match_ids() from public;
grant execute on function app.taught_match_ids() to app_tutor;
