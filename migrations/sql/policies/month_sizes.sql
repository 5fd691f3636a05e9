grant select, insert, update on month_sizes to app_admin;
create policy month_sizes_app_admin on month_sizes to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
