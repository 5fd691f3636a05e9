-- What a package costs and what arrived, in rupees. Payments add up: it is paid when they reach the price. One without
-- a price is paid by any amount. is_due: the family is to be asked for `due_pkr`; after a refund nobody asks.
create view package_money with (security_invoker = true) as
select p.id, p.price_pkr, y.received_pkr, f.refunded_pkr, k.is_paid,
       greatest(coalesce(p.price_pkr, 0) - y.received_pkr + case when g.goes_on then 0 else f.refunded_pkr end, 0)
           as due_pkr,
       not k.is_paid and p.cancelled_at is null and r.status <> 'ended'
           and f.refunded_pkr = 0 as is_due
from packages p
join requests r on r.id = p.request_id
cross join lateral (
    select coalesce(sum(amount_pkr), 0)::integer as received_pkr
    from payments where package_id = p.id and status = 'paid') y
cross join lateral (
    select coalesce(sum(amount_pkr), 0)::integer as refunded_pkr from refunds where package_id = p.id) f
cross join lateral (
    select p.price_pkr = 0
        or y.received_pkr >= coalesce(p.price_pkr, 1) and y.received_pkr > f.refunded_pkr as is_paid) k
cross join lateral (select exists (select 1 from sessions s where s.package_id = p.id) as goes_on) g;

grant select on package_money to app_admin;
