grant select on subjects to app_student;
create policy subjects_app_student on subjects for select to app_student using (true);

grant select on subjects to app_tutor;
create policy subjects_app_tutor on subjects for select to app_tutor using (true);

grant select, insert, update on subjects to app_admin;
create policy subjects_app_admin on subjects to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on subjects to corved_definer;
create policy subjects_corved_definer on subjects to corved_definer using (true);
