grant select (package_id, amount, refunded_on, lowers_price) on refunds to app_student;
create policy refunds_app_student on refunds for select to app_student
    using (package_id in (select p.id from packages p));

grant select, insert, delete, update (reason) on refunds to app_admin;
create policy refunds_app_admin on refunds to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on refunds to corved_definer;
create policy refunds_corved_definer on refunds for select to corved_definer using (true);
