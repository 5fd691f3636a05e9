-- Who acted and when are the database's own defaults: nobody writes them.
grant select, insert (action, match_id, session_id, entity_id, details, reason) on audit_logs to app_admin;
create policy audit_logs_app_admin on audit_logs to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, insert, update (details, reason) on audit_logs to corved_definer;
create policy audit_logs_corved_definer on audit_logs to corved_definer using (true) with check (true);
