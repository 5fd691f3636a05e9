grant select, insert, update, delete on tutor_subjects to app_admin;
create policy tutor_subjects_app_admin on tutor_subjects to app_admin using (true) with check (true);
