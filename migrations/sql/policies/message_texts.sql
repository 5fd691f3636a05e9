grant select, insert, update, delete on message_texts to app_admin;
create policy message_texts_app_admin on message_texts to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
