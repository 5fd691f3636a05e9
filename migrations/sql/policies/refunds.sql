grant select, insert, delete on refunds to app_admin;
create policy refunds_app_admin on refunds to app_admin using (true) with check (true);
