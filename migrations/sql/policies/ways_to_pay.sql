grant select on ways_to_pay to app_student;
create policy ways_to_pay_app_student on ways_to_pay for select to app_student using (removed_at is null);

grant select, insert, update on ways_to_pay to app_admin;
create policy ways_to_pay_app_admin on ways_to_pay to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));
