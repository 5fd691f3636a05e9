grant select, insert, update on payments to app_admin;
create policy payments_app_admin on payments to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
