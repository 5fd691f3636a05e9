create or replace function app.keep_approval() returns trigger
    language plpgsql
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if not exists (
        select 1 from requests r
        join tutor_levels s on s.subject_id = r.subject_id and s.level_id = r.level_id and s.tutor_id = new.tutor_user_id
        join tutor_profiles p on p.user_id = s.tutor_id and p.is_approved
        where r.id = new.request_id)
    then
        raise exception 'this tutor is not approved for the subject and level' using errcode = 'CE428';
    end if;
    return new;
end
$$;
revoke execute on function app.keep_approval() from public;
