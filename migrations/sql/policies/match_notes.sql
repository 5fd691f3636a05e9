grant select, insert, update on match_notes to app_admin;
create policy match_notes_app_admin on match_notes to app_admin using (true) with check (true);
