grant select, insert, update, delete on second_steps to corved_definer;
create policy second_steps_corved_definer on second_steps to corved_definer using (true) with check (true);

grant select (user_id) on second_steps to app_admin;
create policy second_steps_app_admin on second_steps for select to app_admin using ((select app.is_admin()));
