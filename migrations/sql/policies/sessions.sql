grant select on sessions to app_student;
create policy sessions_app_student on sessions for select to app_student using (account_user_id = (select app.uid()));

grant select on sessions to app_tutor;
create policy sessions_app_tutor on sessions for select to app_tutor using (tutor_user_id = (select app.uid()));

grant select, insert, update, delete on sessions to app_admin;
create policy sessions_app_admin on sessions to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, update on sessions to corved_definer;
create policy sessions_corved_definer on sessions to corved_definer using (true) with check (true);
