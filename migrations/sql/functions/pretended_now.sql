create or replace function app.pretended_now(pretended text) returns timestamptz
    language plpgsql stable security definer parallel restricted
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if current_setting('app.proof', true) is distinct from app.proof() then
        raise exception 'this time was set without proof' using errcode = 'CE403';
    end if;
    return pretended::timestamptz;
end
$$;

alter function app.pretended_now(pretended text) owner to corved_definer;
revoke execute on function app.pretended_now(pretended text) from public;
grant execute on function app.pretended_now(pretended text) to current_user, app_anonymous, app_student, app_tutor, app_admin;
