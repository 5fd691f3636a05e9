-- Whether an admin or the operator is bound, with proof. The database role alone shows nothing.
create or replace function app.is_admin() returns boolean
    language plpgsql stable security definer parallel restricted
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    return current_setting('app.role', true) = 'app_admin' and current_setting('app.proof', true) = app.proof();
end
$$;

alter function app.is_admin() owner to corved_definer;
revoke execute on function app.is_admin() from public;
grant execute on function app.is_admin() to current_user, app_anonymous, app_student, app_tutor, app_admin;
