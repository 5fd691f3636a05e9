grant select, insert, update on message_mails to app_admin;
create policy message_mails_app_admin on message_mails to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
