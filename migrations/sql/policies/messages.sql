grant select, insert, update on messages to app_admin;
create policy messages_app_admin on messages to app_admin using (true) with check (true);
