create or replace function app.keep_cancelled() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    insert into cancelled_sessions as c
        (session_id, user_id, match_id, learner, tutor, subject, scheduled_start_utc, scheduled_end_utc,
         timezone, sequence, changed_at)
    select old.id, whose.user_id, old.match_id, l.full_name, t.full_name, sub.name, old.scheduled_start_utc,
           old.scheduled_end_utc, old.timezone, old.sequence + m.link_changes + 1, app.now()
    from matches m
    join requests r on r.id = m.request_id
    join subjects sub on sub.id = r.subject_id
    join learners l on l.id = old.learner_id
    join users t on t.id = old.tutor_user_id
    cross join lateral (
        select old.tutor_user_id as user_id
        union select old.account_user_id where tg_op = 'DELETE') whose
    where m.id = old.match_id
    on conflict (user_id, session_id) do update
        set sequence = excluded.sequence, changed_at = excluded.changed_at,
            scheduled_start_utc = excluded.scheduled_start_utc, scheduled_end_utc = excluded.scheduled_end_utc,
            timezone = excluded.timezone;
    return null;
end
$$;

alter function app.keep_cancelled() owner to corved_definer;
revoke execute on function app.keep_cancelled() from public;
