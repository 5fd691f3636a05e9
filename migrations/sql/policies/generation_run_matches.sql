grant select, insert, update on generation_run_matches to app_admin;
create policy generation_run_matches_app_admin on generation_run_matches to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
