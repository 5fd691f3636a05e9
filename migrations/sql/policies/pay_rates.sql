grant select on pay_rates to app_tutor;
create policy pay_rates_app_tutor on pay_rates for select to app_tutor using (tutor_user_id = (select app.uid()));

grant select, insert, update, delete on pay_rates to app_admin;
create policy pay_rates_app_admin on pay_rates to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on pay_rates to corved_definer;
create policy pay_rates_corved_definer on pay_rates to corved_definer using (true);
