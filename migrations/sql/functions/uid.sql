-- The person who is bound, with proof; nobody without it.
create or replace function app.uid() returns uuid
    language plpgsql stable security definer parallel restricted
    set search_path = pg_catalog, public, pg_temp
as $$
declare who text := current_setting('app.user_id', true);
begin
    if coalesce(who, '') = '' or current_setting('app.proof', true) is distinct from app.proof() then
        return null;
    end if;
    return who::uuid;
end
$$;

alter function app.uid() owner to corved_definer;
revoke execute on function app.uid() from public;
grant execute on function app.uid() to current_user, app_anonymous, app_student, app_tutor, app_admin;
