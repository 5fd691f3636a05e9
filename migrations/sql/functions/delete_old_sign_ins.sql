-- Deletes attempts of before today, and sign-ins that ended or were not used for as long as the academy keeps them.
create or replace function app.delete_old_sign_ins() returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    perform app.refuse_others();
    delete from sign_in_attempts where first_at < app.now() - interval '1 day';
    delete from sign_ins where used_at < app.now() - make_interval(months => (select sign_in_months from academy));
end
$$;

alter function app.delete_old_sign_ins() owner to corved_definer;
revoke execute on function app.delete_old_sign_ins() from public;
grant execute on function app.delete_old_sign_ins() to app_admin;
