"""Families say that they have paid; an admin records the payment or answers that nothing arrived."""

from alembic import op

revision = "0132"
down_revision = "0131"


def upgrade() -> None:
    op.execute(
        """
        create table payment_claims (
            id uuid primary key default gen_random_uuid(),
            package_id uuid not null references packages,
            way text not null check (char_length(way) <= 60),
            reference text not null check (char_length(reference) <= 100),
            paid_on date not null,
            created_by_user_id uuid not null references users,
            created_at timestamptz not null,
            payment_id uuid unique references payments,
            rejected_at timestamptz,
            answer text not null default '' check (char_length(answer) <= 500),
            check (payment_id is null or rejected_at is null)
        );
        create unique index payment_claims_open on payment_claims (package_id)
        where payment_id is null and rejected_at is null;
        create index payment_claims_packages on payment_claims (package_id, created_at desc);
        """
    )
