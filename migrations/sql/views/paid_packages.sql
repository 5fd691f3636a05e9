-- Packages that are paid. An active one whose payment was refunded is not, until another payment is recorded.
drop view if exists paid_packages;
create view paid_packages with (security_invoker = true) as
select p.id
from packages p
where p.status <> 'pending' and (
    exists (select 1 from payments y where y.package_id = p.id and y.status = 'paid')
    or not exists (select 1 from payments y where y.package_id = p.id and y.status = 'refunded'));

grant select on paid_packages to app_admin;
