-- Refuses whoever is not an admin or the operator, for functions that are theirs alone.
create or replace function app.refuse_others() returns void
    language plpgsql stable security definer
    set search_path = pg_catalog, public, pg_temp
as $$
begin
    if app.is_admin() is not true then
        raise exception 'this is for the operator' using errcode = 'CE403';
    end if;
end
$$;

alter function app.refuse_others() owner to corved_definer;
revoke execute on function app.refuse_others() from public;
