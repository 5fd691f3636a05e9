grant select, insert, update on closure_sessions to app_admin;
create policy closure_sessions_app_admin on closure_sessions to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on closure_sessions to corved_definer;
create policy closure_sessions_corved_definer on closure_sessions to corved_definer using (true);
