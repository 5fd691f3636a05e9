"""What was agreed when a month was sold: its price, and what was held before; refunds, cancelled months.

Also how long an academy waits before it asks for a missing mark.
"""

from alembic import op

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    op.execute("drop view if exists paid_packages")
    op.execute(
        r"""
        alter table packages
            add column price_pkr integer check (price_pkr >= 0),
            add column held_before integer not null default 0 check (held_before >= 0 and held_before < tier),
            add column removed_dates date[] not null default '{}',
            add column cancelled_at timestamptz,
            add constraint packages_cancelled_is_over check (cancelled_at is null or status = 'expired'),
            drop constraint packages_do_not_overlap,
            add constraint packages_do_not_overlap
                exclude using gist (request_id with =, daterange(start_date, end_date, '[]') with &&)
                where (cancelled_at is null);

        create table refunds (
            id uuid primary key default gen_random_uuid(),
            package_id uuid not null references packages,
            amount_pkr integer not null check (amount_pkr > 0),
            refunded_on date not null,
            reason text not null default '',
            created_by_user_id uuid references users,
            created_at timestamptz not null default now()
        );
        create index refunds_package on refunds (package_id);

        alter table academy
            add column mark_reminder_hours integer not null default 12 check (mark_reminder_hours between 1 and 72);
        """
    )
    # A refund was a status of the payment before. What was paid once stays paid: its price is what arrived.
    op.execute(
        """
        insert into refunds (package_id, amount_pkr, refunded_on, created_by_user_id, created_at)
        select y.package_id, y.amount_pkr, coalesce(a.at, y.created_at)::date, a.actor_user_id,
               coalesce(a.at, y.created_at)
        from payments y
        left join lateral (select at, actor_user_id from audit_logs
                           where action = 'package.refunded' and details ->> 'payment_id' = y.id::text
                           order by id desc limit 1) a on true
        where y.status = 'refunded';
        update payments set status = 'paid' where status = 'refunded';
        update packages p set price_pkr = coalesce(
            (select sum(y.amount_pkr) from payments y where y.package_id = p.id and y.status = 'paid')
                - coalesce((select sum(f.amount_pkr) from refunds f where f.package_id = p.id), 0),
            0)
        where p.status <> 'pending';
        update packages p
        set price_pkr = nullif(case p.tier when 8 then price_8 when 12 then price_12 else price_20 end, 0)
        from academy
        where p.status = 'pending'
           or p.price_pkr = 0 and exists (select 1 from refunds f where f.package_id = p.id);
        """
    )
