grant select, insert, update on currencies to app_admin;
create policy currencies_app_admin on currencies to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
