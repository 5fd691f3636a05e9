grant select on packages to app_student;
create policy packages_app_student on packages for select to app_student
    using (request_id in (select app.family_request_ids()));

grant select (id, request_id, tier, start_date, end_date, status, window_kind, held_before, removed_dates, cancelled_at)
    on packages to app_tutor;
create policy packages_app_tutor on packages for select to app_tutor
    using (request_id in (select app.taught_request_ids()));

grant select, insert, update on packages to app_admin;
create policy packages_app_admin on packages to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, update (lacks_sessions, is_due, is_told) on packages to corved_definer;
create policy packages_corved_definer on packages to corved_definer using (true) with check (true);
