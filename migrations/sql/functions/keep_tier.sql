create or replace function app.keep_tier() returns trigger
    language plpgsql
as $$
begin
    if exists (
        select 1 from packages p
        where p.id in (select package_id from added)
          and p.tier - p.held_before - cardinality(p.removed_dates) < (select count(*) from sessions s where s.package_id = p.id and s.makes_up_id is null))
    then
        raise exception 'more sessions than the package has' using errcode = 'CE422';
    end if;
    return null;
end
$$;
revoke execute on function app.keep_tier() from public;
