create or replace function app.refuse_changed(s sessions) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare who text;
begin
    select full_name into who from users where id = s.updated_by_user_id;
    raise exception 'changed meanwhile' using errcode = 'CE409', detail = jsonb_build_object(
        'status', s.status, 'needs_new_time', s.needs_new_time, 'by', who)::text;
end
$$;

alter function app.refuse_changed(s sessions) owner to corved_definer;
revoke execute on function app.refuse_changed(s sessions) from public;
