grant select, insert, update, delete on told to app_admin;
create policy told_app_admin on told to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
