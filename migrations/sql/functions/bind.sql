-- Binds the person of a valid session stamp and sign-in. The role is theirs only if they hold what it needs; else
-- nobody's. A sign-in ends when it was not used for 30 days, and after 180 days. is_proved: the password was typed
-- within 12 hours. is_idle: its last use was recorded more than an hour ago.
create or replace function app.bind(wanted uuid, stamp uuid, sign_in uuid, wanted_role text, wanted_now text, out id uuid, out full_name text, out timezone text, out roles text[], out hours_24 boolean, out is_proved boolean, out is_idle boolean, out role text)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    set_time text := app.test_clock(wanted_now);
    moment timestamptz := coalesce(nullif(set_time, '')::timestamptz, clock_timestamp());
begin
    select u.id, u.full_name, u.timezone,
           array(select r.role::text from user_roles r where r.user_id = u.id order by r.role), u.hours_24,
           s.proved_at > moment - interval '12 hours', s.used_at < moment - interval '1 hour'
    into bind.id, bind.full_name, bind.timezone, bind.roles, bind.hours_24, bind.is_proved, bind.is_idle
    from users u join sign_ins s on s.id = sign_in and s.user_id = u.id and s.ended_at is null
    where u.id = wanted and u.session_stamp = stamp and u.is_active
      and s.used_at > moment - interval '30 days' and s.began_at > moment - interval '180 days';
    bind.role := case
        when wanted_role = 'app_admin' and 'admin' = any (bind.roles)
          or wanted_role = 'app_tutor' and 'tutor' = any (bind.roles)
          or wanted_role = 'app_student' and bind.roles && array['student', 'parent'] then wanted_role
        else 'app_anonymous' end;
    perform app.prove(bind.id, bind.role, set_time);
end
$$;

alter function app.bind(wanted uuid, stamp uuid, sign_in uuid, wanted_role text, wanted_now text) owner to corved_definer;
revoke execute on function app.bind(wanted uuid, stamp uuid, sign_in uuid, wanted_role text, wanted_now text) from public;
grant execute on function app.bind(wanted uuid, stamp uuid, sign_in uuid, wanted_role text, wanted_now text) to corved_web;
