grant select on pay_months to app_tutor;
create policy pay_months_app_tutor on pay_months for select to app_tutor using (tutor_user_id = (select app.uid()));

grant select, insert, update (paid_on, way, reference) on pay_months to app_admin;
create policy pay_months_app_admin on pay_months to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on pay_months to corved_definer;
create policy pay_months_corved_definer on pay_months to corved_definer using (true);
