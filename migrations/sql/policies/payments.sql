grant select (id, package_id, amount, paid_on, status, way, bank_reference, receipt_number) on payments to app_student;
create policy payments_app_student on payments for select to app_student
    using (status = 'paid' and package_id in (select p.id from packages p));

grant select, insert, update on payments to app_admin;
create policy payments_app_admin on payments to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select on payments to corved_definer;
create policy payments_corved_definer on payments for select to corved_definer using (true);
