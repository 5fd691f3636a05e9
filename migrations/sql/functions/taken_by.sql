create or replace function app.taken_by(wanted uuid) returns text
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select case when c.tutor_user_id is null then c.name else '' end
from sessions s
join closure_sessions t on t.session_id = s.id and t.before ->> 'tutor_user_id' is null
join closures c on c.id = t.closure_id and c.removed_at is null
where s.id = wanted
  and (app.uid() in (s.account_user_id, s.tutor_user_id) or app.is_admin())
order by c.created_at desc limit 1
$$;

alter function app.taken_by(wanted uuid) owner to corved_definer;
revoke execute on function app.taken_by(wanted uuid) from public;
grant execute on function app.taken_by(wanted uuid) to app_admin, app_student, app_tutor;
