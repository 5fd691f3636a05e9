-- The audit log is only added to. app.erase_history alone takes words out of it: only its owner may update the table.
create or replace function app.refuse_change() returns trigger
    language plpgsql
as $$
begin
    if tg_op = 'UPDATE' and current_user = 'corved_definer' then
        return null;
    end if;
    raise exception 'audit_logs is insert only';
end
$$;
