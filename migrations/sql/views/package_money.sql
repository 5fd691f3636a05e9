-- What a package costs and what arrived, in the minor unit of its currency. Payments add up: it is paid when what was
-- kept of them reaches the price, or any of it where none was agreed. A part that went back of a month that was paid in
-- full lowers its price.
-- is_refunded: all of it went back. is_due: the family is to be asked for `due`; after a full refund nobody asks.
create view package_money with (security_invoker = true) as
select p.id, p.price, p.currency, y.received, f.refunded, k.is_paid, k.is_refunded,
       greatest(a.agreed - a.kept, 0) as due,
       not k.is_paid and not k.is_refunded and p.cancelled_at is null and r.status <> 'ended' as is_due
from packages p
join requests r on r.id = p.request_id
cross join lateral (
    select coalesce(sum(amount), 0)::bigint as received
    from payments where package_id = p.id and status = 'paid') y
cross join lateral (
    select coalesce(sum(amount), 0)::bigint as refunded,
           coalesce(sum(amount) filter (where lowers_price), 0)::bigint as lowered
    from refunds where package_id = p.id) f
cross join lateral (
    select coalesce(p.price, 0) - f.lowered as agreed, y.received - f.refunded as kept) a
cross join lateral (
    select coalesce(p.price = 0, false) or a.kept > 0 and a.kept >= a.agreed as is_paid,
           f.refunded > 0 and a.kept = 0 as is_refunded) k;

grant select on package_money to app_student, app_admin, corved_definer;
