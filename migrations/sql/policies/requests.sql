grant select on requests to app_student;
create policy requests_app_student on requests for select to app_student
    using (id in (select app.family_request_ids()));

grant select (id, learner_id, subject_id, level_id, status) on requests to app_tutor;
create policy requests_app_tutor on requests for select to app_tutor using (id in (select app.taught_request_ids()));

grant select, insert, update on requests to app_admin;
create policy requests_app_admin on requests to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, update (availability) on requests to corved_definer;
create policy requests_corved_definer on requests to corved_definer using (true) with check (true);
