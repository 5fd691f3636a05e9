grant select, insert, update on session_lengths to app_admin;
create policy session_lengths_app_admin on session_lengths to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
