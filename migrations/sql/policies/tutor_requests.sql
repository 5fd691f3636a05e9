grant select on tutor_requests to app_tutor;
create policy tutor_requests_app_tutor on tutor_requests for select to app_tutor
    using (tutor_user_id = (select app.uid()));

grant select, update on tutor_requests to app_admin;
create policy tutor_requests_app_admin on tutor_requests to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, insert, update on tutor_requests to corved_definer;
create policy tutor_requests_corved_definer on tutor_requests to corved_definer using (true) with check (true);
