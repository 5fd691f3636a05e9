grant select, insert, update on messages to app_admin;
create policy messages_app_admin on messages to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
