"""A part that goes back of a month that was paid in full lowers its price; other refunds leave it to be paid."""

from alembic import op

revision = "0112"
down_revision = "0111"


def upgrade() -> None:
    op.execute(
        """
        alter table refunds add column lowers_price boolean not null default false;
        alter table refunds alter column lowers_price drop default;
        update refunds f set lowers_price = true
        where exists (
            select from packages p
            where p.id = f.package_id
              and (select sum(y.amount_pkr) from payments y where y.package_id = p.id and y.status = 'paid')
                  >= coalesce(p.price_pkr, 1)
              and (select sum(y.amount_pkr) from payments y where y.package_id = p.id and y.status = 'paid')
                  > (select sum(o.amount_pkr) from refunds o where o.package_id = p.id));
        """
    )
