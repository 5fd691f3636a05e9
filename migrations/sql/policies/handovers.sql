grant select, insert, update (undone_at) on handovers to app_admin;
create policy handovers_app_admin on handovers to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
