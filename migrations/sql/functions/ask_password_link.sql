create or replace function app.ask_password_link(address text, hash bytea, out email text, out full_name text)
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
#variable_conflict use_column
declare person uuid;
begin
    perform app.refuse_others();
    select u.id into person from users u where u.email = address and u.is_active for no key update;
    if person is null or (
        select count(*) from invitations i
        where i.user_id = person and i.created_by_user_id is null
          and i.created_at > app.now() - interval '1 hour') >= 3
    then
        return;
    end if;
    insert into invitations (user_id, token_hash, created_at, expires_at)
    values (person, hash, app.now(), app.now() + interval '1 hour');
    insert into audit_logs (at, action, entity_id, details)
    values (app.now(), 'person.link_mailed', person, '{}');
    select u.email, u.full_name into email, full_name from users u where u.id = person;
end
$$;

alter function app.ask_password_link(address text, hash bytea) owner to corved_definer;
revoke execute on function app.ask_password_link(address text, hash bytea) from public;
grant execute on function app.ask_password_link(address text, hash bytea) to app_admin;
