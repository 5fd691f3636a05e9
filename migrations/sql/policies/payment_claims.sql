grant select (id, package_id, way, reference, paid_on, created_at, payment_id, rejected_at, answer)
    on payment_claims to app_student;
create policy payment_claims_app_student on payment_claims for select to app_student
    using (package_id in (select p.id from packages p));

grant select, update on payment_claims to app_admin;
create policy payment_claims_app_admin on payment_claims to app_admin
    using ((select app.is_admin())) with check ((select app.is_admin()));

grant select, insert on payment_claims to corved_definer;
create policy payment_claims_corved_definer on payment_claims to corved_definer using (true) with check (true);
