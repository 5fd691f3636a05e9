grant select on levels to app_student;
create policy levels_app_student on levels for select to app_student using (true);

grant select on levels to app_tutor;
create policy levels_app_tutor on levels for select to app_tutor using (true);

grant select, insert, update on levels to app_admin;
create policy levels_app_admin on levels to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
