create or replace trigger audit_logs_insert_only before delete or update or truncate on audit_logs
    for each statement
    execute function app.refuse_change();
