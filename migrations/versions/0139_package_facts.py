"""Keeps beside each package whether it lacks sessions and whether the family is to be asked for money.

Both are worked out from other tables, in the views package_plans and package_money. Boards ask for them of every
package there ever was; so the database keeps them, by the triggers that call app.keep_package_facts.
"""

from alembic import op

revision = "0139"
down_revision = "0138"


def upgrade() -> None:
    op.execute(
        """
        alter table packages add column lacks_sessions boolean not null default true,
                             add column is_due boolean not null default true;
        update packages p set lacks_sessions = x.lacks_sessions, is_due = x.is_due
        from (select p.id,
                     p.tier - p.held_before - cardinality(p.removed_dates)
                         > (select count(*) from sessions s where s.package_id = p.id and s.makes_up_id is null)
                         as lacks_sessions,
                     p.cancelled_at is null and r.status <> 'ended'
                         and not (coalesce(p.price = 0, false)
                                  or a.kept > 0 and a.kept >= coalesce(p.price, 0) - a.lowered)
                         and not (a.refunded > 0 and a.kept = 0) as is_due
              from packages p
              join requests r on r.id = p.request_id
              cross join lateral (
                  select coalesce(sum(amount) filter (where status = 'paid'), 0) as received
                  from payments where package_id = p.id) y
              cross join lateral (
                  select coalesce(sum(amount), 0) as refunded,
                         coalesce(sum(amount) filter (where lowers_price), 0) as lowered
                  from refunds where package_id = p.id) f
              cross join lateral (select f.refunded, f.lowered, y.received - f.refunded as kept) a) x
        where x.id = p.id;
        drop index packages_end;
        create index packages_end on packages (end_date) where status in ('pending', 'active');
        create index packages_lacking on packages (end_date) where lacks_sessions;
        create index packages_due on packages (start_date) where is_due;
        create index packages_with_removed on packages (end_date) where removed_dates <> '{}';
        """
    )
