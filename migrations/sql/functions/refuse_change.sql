create or replace function app.refuse_change() returns trigger
    language plpgsql
as $$
begin raise exception 'audit_logs is insert only'; end
$$;
