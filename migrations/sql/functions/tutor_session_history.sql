create or replace function app.tutor_session_history(wanted uuid) returns table (at timestamptz, action text, details jsonb, reason text, actor text)
    language sql stable rows 10 security definer
    set search_path = pg_catalog, public, pg_temp
as $$
select a.at, a.action, a.details, null::text,
       case when a.actor_user_id = app.uid() then u.full_name else 'the academy' end
from sessions s
join audit_logs a on a.session_id = s.id
left join users u on u.id = a.actor_user_id
where s.id = wanted and s.tutor_user_id = app.uid()
order by a.id desc
$$;

alter function app.tutor_session_history(wanted uuid) owner to corved_definer;
revoke execute on function app.tutor_session_history(wanted uuid) from public;
grant execute on function app.tutor_session_history(wanted uuid) to app_tutor;
