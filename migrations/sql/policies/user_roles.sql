grant select, insert, update, delete on user_roles to app_admin;
create policy user_roles_app_admin on user_roles to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on user_roles to corved_definer;
create policy user_roles_corved_definer on user_roles to corved_definer using (true) with check (true);
