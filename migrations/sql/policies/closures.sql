grant select, insert, update on closures to app_admin;
create policy closures_app_admin on closures to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on closures to corved_definer;
create policy closures_corved_definer on closures to corved_definer using (true);
