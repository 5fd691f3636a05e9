grant select (user_id, area, salt, created_at, fetched_at, fetched_by) on calendar_feeds to app_student;
create policy calendar_feeds_app_student on calendar_feeds for select to app_student
    using (user_id = (select app.uid()));

grant select (user_id, area, salt, created_at, fetched_at, fetched_by) on calendar_feeds to app_tutor;
create policy calendar_feeds_app_tutor on calendar_feeds for select to app_tutor using (user_id = (select app.uid()));

grant select, insert, update, delete on calendar_feeds to corved_definer;
create policy calendar_feeds_corved_definer on calendar_feeds to corved_definer using (true) with check (true);
