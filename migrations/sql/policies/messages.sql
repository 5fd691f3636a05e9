grant select, insert, update on messages to app_admin;
create policy messages_app_admin on messages to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, update on messages to corved_definer;
create policy messages_corved_definer on messages to corved_definer using (true) with check (true);
