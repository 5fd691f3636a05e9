grant select, insert, update, delete on tutor_subjects to app_admin;
create policy tutor_subjects_app_admin on tutor_subjects to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
