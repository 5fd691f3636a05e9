grant select, insert, update on generation_runs to app_admin;
create policy generation_runs_app_admin on generation_runs to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
