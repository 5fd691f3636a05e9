grant select on pay_adjustments to app_tutor;
create policy pay_adjustments_app_tutor on pay_adjustments for select to app_tutor using (tutor_user_id = (select app.uid()));

grant select, insert, update, delete on pay_adjustments to app_admin;
create policy pay_adjustments_app_admin on pay_adjustments to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
