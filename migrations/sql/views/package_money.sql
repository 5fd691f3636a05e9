-- What a package costs and what arrived, in rupees. Payments add up: it is paid when what was kept of them reaches the
-- price, or any of it where none was agreed. A part that went back of a month that was paid in full lowers its price.
-- is_refunded: all of it went back. is_due: the family is to be asked for `due_pkr`; after a full refund nobody asks.
create view package_money with (security_invoker = true) as
select p.id, p.price_pkr, y.received_pkr, f.refunded_pkr, k.is_paid, k.is_refunded,
       greatest(a.agreed_pkr - a.kept_pkr, 0) as due_pkr,
       not k.is_paid and not k.is_refunded and p.cancelled_at is null and r.status <> 'ended' as is_due
from packages p
join requests r on r.id = p.request_id
cross join lateral (
    select coalesce(sum(amount_pkr), 0)::integer as received_pkr
    from payments where package_id = p.id and status = 'paid') y
cross join lateral (
    select coalesce(sum(amount_pkr), 0)::integer as refunded_pkr,
           coalesce(sum(amount_pkr) filter (where lowers_price), 0)::integer as lowered_pkr
    from refunds where package_id = p.id) f
cross join lateral (
    select coalesce(p.price_pkr, 0) - f.lowered_pkr as agreed_pkr, y.received_pkr - f.refunded_pkr as kept_pkr) a
cross join lateral (
    select p.price_pkr = 0 or a.kept_pkr > 0 and a.kept_pkr >= a.agreed_pkr as is_paid,
           f.refunded_pkr > 0 and a.kept_pkr = 0 as is_refunded) k;

grant select on package_money to app_admin;
