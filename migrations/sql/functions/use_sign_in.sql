-- Records that the present person uses a sign-in, once an hour.
create or replace function app.use_sign_in(wanted uuid) returns void
    language sql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
update sign_ins s set used_at = app.now()
where s.id in (select k.id from sign_ins k where k.id = wanted and k.user_id = app.uid() for update skip locked)
$$;

alter function app.use_sign_in(wanted uuid) owner to corved_definer;
revoke execute on function app.use_sign_in(wanted uuid) from public;
grant execute on function app.use_sign_in(wanted uuid) to app_anonymous, app_student, app_tutor, app_admin;
