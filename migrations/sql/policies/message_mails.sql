grant select, insert, update on message_mails to app_admin;
create policy message_mails_app_admin on message_mails to app_admin using (true) with check (true);
