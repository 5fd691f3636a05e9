grant select on learners to app_student;
create policy learners_app_student on learners for select to app_student using (account_user_id = (select app.uid()));

grant select on learners to app_tutor;
create policy learners_app_tutor on learners for select to app_tutor using (id in (select app.taught_learner_ids()));

grant select, insert, update, delete on learners to app_admin;
create policy learners_app_admin on learners to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, update (full_name, renamed_at) on learners to corved_definer;
create policy learners_corved_definer on learners to corved_definer using (true) with check (true);
