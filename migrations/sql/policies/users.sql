grant select (id, full_name, timezone, renamed_at, hue) on users to app_student;
create policy users_app_student on users for select to app_student using (id in (select app.family_people_ids()));

grant select (id, full_name, timezone, renamed_at, hue) on users to app_tutor;
create policy users_app_tutor on users for select to app_tutor using (id in (select app.taught_people_ids()));

grant insert, update, select (id, full_name, email, whatsapp, timezone, is_active, created_at, hours_24, renamed_at,
    erased_at, hue, currency)
    on users to app_admin;
create policy users_app_admin on users to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, update on users to corved_definer;
create policy users_corved_definer on users to corved_definer using (true) with check (true);
