-- Binds the person of a valid session stamp. The role is theirs only if they hold what it needs; else nobody's.
create or replace function app.bind(wanted uuid, stamp uuid, wanted_role text, wanted_now text, out id uuid, out full_name text, out timezone text, out roles text[], out hours_24 boolean, out role text)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    select u.id, u.full_name, u.timezone,
           array(select r.role::text from user_roles r where r.user_id = u.id order by r.role), u.hours_24
    into bind.id, bind.full_name, bind.timezone, bind.roles, bind.hours_24
    from users u where u.id = wanted and u.session_stamp = stamp and u.is_active;
    bind.role := case
        when wanted_role = 'app_admin' and 'admin' = any (bind.roles)
          or wanted_role = 'app_tutor' and 'tutor' = any (bind.roles)
          or wanted_role = 'app_student' and bind.roles && array['student', 'parent'] then wanted_role
        else 'app_anonymous' end;
    perform app.prove(bind.id, bind.role, app.test_clock(wanted_now));
end
$$;

alter function app.bind(wanted uuid, stamp uuid, wanted_role text, wanted_now text) owner to corved_definer;
revoke execute on function app.bind(wanted uuid, stamp uuid, wanted_role text, wanted_now text) from public;
grant execute on function app.bind(wanted uuid, stamp uuid, wanted_role text, wanted_now text) to corved_web;
