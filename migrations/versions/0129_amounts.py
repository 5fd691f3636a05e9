"""Amounts are called by what they are, without a currency in the name."""

from alembic import op

revision = "0129"
down_revision = "0128"


def upgrade() -> None:
    op.execute(
        """
        drop view if exists package_money cascade;
        alter table packages rename column price_pkr to price;
        alter table payments rename column amount_pkr to amount;
        alter table refunds rename column amount_pkr to amount;
        """
    )
