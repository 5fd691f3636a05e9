-- Keeps packages.lacks_sessions, is_due and is_told as the views package_plans, package_money and package_told have them,
-- after a change of sessions, money, what people know, the package or its request.
create or replace function app.keep_package_facts() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp
as $$
declare
    changed_ids uuid[];
begin
    if tg_table_name = 'told' and tg_level = 'STATEMENT' then
        changed_ids := array(
            select distinct s.package_id from changed k join sessions s on s.id = k.about where k.what = 'start');
    elsif tg_table_name = 'told' then
        changed_ids := array(select s.package_id from sessions s where s.id = new.about);
    elsif tg_level = 'STATEMENT' then
        changed_ids := array(select distinct package_id from changed);
    elsif tg_table_name = 'packages' then
        changed_ids := array[new.id];
    elsif tg_table_name = 'requests' then
        changed_ids := array(select id from packages where request_id = new.id);
    else
        changed_ids := array[old.package_id, new.package_id];
    end if;
    update packages p set lacks_sessions = x.lacking > 0, is_due = y.is_due, is_told = t.is_told
    from package_plans x, package_money y, package_told t
    where p.id = any(changed_ids) and x.id = p.id and y.id = p.id and t.id = p.id
      and (p.lacks_sessions, p.is_due, p.is_told) is distinct from (x.lacking > 0, y.is_due, t.is_told);
    return null;
end
$$;

alter function app.keep_package_facts() owner to corved_definer;
revoke execute on function app.keep_package_facts() from public;
