grant select (match_id, since, pattern) on match_patterns to app_student;
create policy match_patterns_app_student on match_patterns for select to app_student
    using (match_id in (select app.family_match_ids()));

grant select, insert, update, delete on match_patterns to app_admin;
create policy match_patterns_app_admin on match_patterns to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
