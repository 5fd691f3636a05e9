grant select on meet_links to app_student;
create policy meet_links_app_student on meet_links for select to app_student
    using (account_user_id = (select app.uid()));

grant select on meet_links to app_tutor;
create policy meet_links_app_tutor on meet_links for select to app_tutor using (tutor_user_id = (select app.uid()));

grant select, insert, update, delete on meet_links to app_admin;
create policy meet_links_app_admin on meet_links to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, insert, update, delete on meet_links to corved_definer;
create policy meet_links_corved_definer on meet_links to corved_definer using (true) with check (true);
