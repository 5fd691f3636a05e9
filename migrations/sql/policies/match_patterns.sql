grant select, insert, update, delete on match_patterns to app_admin;
create policy match_patterns_app_admin on match_patterns to app_admin using (true) with check (true);
