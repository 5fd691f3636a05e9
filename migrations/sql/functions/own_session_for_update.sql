create or replace function app.own_session_for_update(wanted uuid) returns sessions
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare found_session sessions;
begin
    if app.uid() is null then
        raise exception 'nobody is signed in' using errcode = 'CE401';
    end if;
    select * into found_session from sessions
    where id = wanted and tutor_user_id is not distinct from app.uid() for update;
    if not found then
        raise exception 'no such session' using errcode = 'CE404';
    end if;
    return found_session;
end
$$;

alter function app.own_session_for_update(wanted uuid) owner to corved_definer;
revoke execute on function app.own_session_for_update(wanted uuid) from public;
