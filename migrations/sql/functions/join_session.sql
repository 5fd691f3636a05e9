create or replace function app.join_session(wanted uuid, counts boolean, out meet_link text)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare s sessions; who uuid := app.uid(); link text;
begin
    select * into s from sessions where id = wanted and who in (tutor_user_id, account_user_id);
    if s.id is null then
        return;
    end if;
    select meet_link into link from meet_links k where k.match_id = s.match_id and k.tutor_user_id = s.tutor_user_id;
    join_session.meet_link := link;
    if counts and link is not null
       and app.now() between s.scheduled_start_utc - app.join_record_lead() and s.scheduled_end_utc then
        insert into session_joins (session_id, user_id, side, first_at, last_at)
        select s.id, who, side, app.now(), app.now()
        from (values ('tutor', s.tutor_user_id), ('family', s.account_user_id)) v (side, person)
        where v.person = who
        on conflict (session_id, side, user_id) do update set last_at = excluded.last_at;
    end if;
end
$$;

alter function app.join_session(wanted uuid, counts boolean) owner to corved_definer;
revoke execute on function app.join_session(wanted uuid, counts boolean) from public;
grant execute on function app.join_session(wanted uuid, counts boolean) to app_anonymous;
