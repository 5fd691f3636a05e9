grant select, insert on audit_logs to app_admin;
create policy audit_logs_app_admin on audit_logs to app_admin using (true) with check (true);

grant select, insert on audit_logs to corved_definer;
create policy audit_logs_corved_definer on audit_logs to corved_definer using (true) with check (true);
