grant select, delete on session_joins to app_admin;
create policy session_joins_app_admin on session_joins to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, insert, update on session_joins to corved_definer;
create policy session_joins_corved_definer on session_joins to corved_definer using (true) with check (true);
