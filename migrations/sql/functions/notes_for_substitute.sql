-- The last three notes of a course before a session that its present reader teaches instead of the course's tutor.
create or replace function app.notes_for_substitute(wanted uuid)
    returns table (start timestamptz, notes text)
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select o.scheduled_start_utc, o.tutor_notes
from sessions s
join matches m on m.id = s.match_id and m.tutor_user_id <> app.uid()
join sessions o on o.match_id = s.match_id and o.scheduled_start_utc < s.scheduled_start_utc and o.tutor_notes <> ''
where s.id = wanted and s.tutor_user_id = app.uid() and s.scheduled_end_utc > app.now() - interval '1 day'
order by o.scheduled_start_utc desc
limit 3
$$;

alter function app.notes_for_substitute(uuid) owner to corved_definer;
revoke execute on function app.notes_for_substitute(uuid) from public;
grant execute on function app.notes_for_substitute(uuid) to app_tutor;
