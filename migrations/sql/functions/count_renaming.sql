create or replace function app.count_renaming() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    new.renamed_at := app.now();
    if tg_table_name = 'users' then
        update sessions set sequence = sequence + 1 where tutor_user_id = new.id;
    elsif tg_table_name = 'learners' then
        update sessions set sequence = sequence + 1 where learner_id = new.id;
    else
        update sessions s set sequence = sequence + 1 from matches m join requests r on r.id = m.request_id
        where m.id = s.match_id and r.subject_id = new.id;
    end if;
    return new;
end
$$;

alter function app.count_renaming() owner to corved_definer;
revoke execute on function app.count_renaming() from public;
