grant select, insert, update, delete on prices to app_admin;
create policy prices_app_admin on prices to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
