create or replace function app.keep_meet_links() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    delete from meet_links k where k.match_id = new.id and (
        (k.tutor_user_id = new.tutor_user_id and new.meet_link is null)
        or (k.tutor_user_id <> new.tutor_user_id and not exists (
            select 1 from sessions s where s.match_id = new.id and s.tutor_user_id = k.tutor_user_id
              and s.scheduled_end_utc > app.now())));
    if new.meet_link is not null then
        insert into meet_links (match_id, tutor_user_id, account_user_id, meet_link)
        select new.id, new.tutor_user_id, l.account_user_id, new.meet_link
        from requests r join learners l on l.id = r.learner_id where r.id = new.request_id
        on conflict (match_id, tutor_user_id) do update set meet_link = excluded.meet_link;
    end if;
    return null;
end
$$;

alter function app.keep_meet_links() owner to corved_definer;
revoke execute on function app.keep_meet_links() from public;
