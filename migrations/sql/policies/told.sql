grant select, insert, update, delete on told to app_admin;
create policy told_app_admin on told to app_admin using (true) with check (true);
