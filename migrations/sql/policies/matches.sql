grant select on matches to app_student;
create policy matches_app_student on matches for select to app_student
    using (request_id in (select app.family_request_ids()));

grant select (id, request_id, tutor_user_id, status, created_at, tutor_since, link_changes, link_changed_at) on
    matches to app_tutor;
create policy matches_app_tutor on matches for select to app_tutor using (id in (select app.taught_match_ids()));

grant select, insert, update on matches to app_admin;
create policy matches_app_admin on matches to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on matches to corved_definer;
create policy matches_corved_definer on matches to corved_definer using (true) with check (true);
