create or replace function app.set_calendar(of_area text, new_salt uuid, hash bytea) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if app.uid() is null then
        raise exception 'nobody is signed in' using errcode = 'CE401';
    end if;
    insert into calendar_feeds (user_id, area, salt, token_hash, created_at)
    values (app.uid(), of_area, new_salt, hash, app.now())
    on conflict (user_id, area) do update
        set salt = excluded.salt, token_hash = excluded.token_hash, created_at = excluded.created_at,
            fetched_at = null, fetched_by = null;
    insert into audit_logs (at, actor_user_id, action, entity_id, details)
    values (app.now(), app.uid(), 'person.calendar_made', app.uid(), jsonb_build_object('area', of_area));
end
$$;

alter function app.set_calendar(of_area text, new_salt uuid, hash bytea) owner to corved_definer;
revoke execute on function app.set_calendar(of_area text, new_salt uuid, hash bytea) from public;
grant execute on function app.set_calendar(of_area text, new_salt uuid, hash bytea) to app_student, app_tutor;
