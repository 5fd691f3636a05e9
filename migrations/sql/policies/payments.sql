grant select, insert, update on payments to app_admin;
create policy payments_app_admin on payments to app_admin using (true) with check (true);
