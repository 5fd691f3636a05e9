create or replace function app.keep_make_up() returns trigger
    language plpgsql
as $$
begin
    if tg_op = 'DELETE' then
        update sessions set settled_as = null where id = old.makes_up_id and settled_as = 'made_up';
        return old;
    end if;
    update sessions set settled_as = coalesce(settled_as, 'made_up')
    where id = new.makes_up_id and coalesce(settled_into, package_id) = new.package_id
      and settled_as is distinct from 'written_off';
    if not found then
        raise exception 'not owed by this package' using errcode = 'CE422';
    end if;
    return new;
end
$$;
revoke execute on function app.keep_make_up() from public;
