grant select on pay_lines to app_tutor;
create policy pay_lines_app_tutor on pay_lines for select to app_tutor
    using (pay_month_id in (select m.id from pay_months m));

grant select, insert on pay_lines to app_admin;
create policy pay_lines_app_admin on pay_lines to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on pay_lines to corved_definer;
create policy pay_lines_corved_definer on pay_lines to corved_definer using (true);
