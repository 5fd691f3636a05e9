grant select on tutor_hours to app_tutor;
create policy tutor_hours_app_tutor on tutor_hours for select to app_tutor using (tutor_user_id = (select app.uid()));

grant select, insert, delete on tutor_hours to app_admin;
create policy tutor_hours_app_admin on tutor_hours to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, insert, delete on tutor_hours to corved_definer;
create policy tutor_hours_corved_definer on tutor_hours to corved_definer using (true) with check (true);
