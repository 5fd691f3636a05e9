grant select, insert, update, delete on told to app_admin;
create policy told_app_admin on told to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on told to corved_definer;
create policy told_corved_definer on told for select to corved_definer using (true);
