grant select (id, name, timezone, whatsapp, cutoff_hours) on academy to app_student;
create policy academy_app_student on academy for select to app_student using (true);

grant select (id, name, timezone, whatsapp, cutoff_hours, student_absent_percent, hours_wait) on academy to app_tutor;
create policy academy_app_tutor on academy for select to app_tutor using (true);

grant select, insert, update on academy to app_admin;
create policy academy_app_admin on academy to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on academy to corved_definer;
create policy academy_corved_definer on academy for select to corved_definer using (true);
