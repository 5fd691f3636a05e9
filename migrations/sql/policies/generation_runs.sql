grant select, insert, update on generation_runs to app_admin;
create policy generation_runs_app_admin on generation_runs to app_admin using (true) with check (true);
