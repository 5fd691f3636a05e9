grant select, insert, update on tutor_profiles to app_admin;
create policy tutor_profiles_app_admin on tutor_profiles to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
