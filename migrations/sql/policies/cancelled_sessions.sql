grant select on cancelled_sessions to app_student;
create policy cancelled_sessions_app_student on cancelled_sessions for select to app_student
    using (user_id = (select app.uid()));

grant select on cancelled_sessions to app_tutor;
create policy cancelled_sessions_app_tutor on cancelled_sessions for select to app_tutor
    using (user_id = (select app.uid()));

grant select on cancelled_sessions to app_admin;
create policy cancelled_sessions_app_admin on cancelled_sessions for select to app_admin using ((select app.is_admin()));

grant select, insert, update on cancelled_sessions to corved_definer;
create policy cancelled_sessions_corved_definer on cancelled_sessions to corved_definer using (true) with check (true);
