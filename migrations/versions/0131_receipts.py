"""Payments say how they came and have a receipt number without gaps; an academy has ways to pay."""

from alembic import op

revision = "0131"
down_revision = "0130"


def upgrade() -> None:
    op.execute(
        """
        create table ways_to_pay (
            id uuid primary key default gen_random_uuid(),
            currency text not null references currencies,
            name text not null check (btrim(name) <> '' and char_length(name) <= 60),
            details text not null check (char_length(details) <= 500),
            position integer not null,
            removed_at timestamptz
        );
        create unique index ways_to_pay_name on ways_to_pay (currency, lower(normalize(name, nfkc)))
        where removed_at is null;

        create table receipt_counter (
            id boolean primary key default true check (id),
            last integer not null check (last >= 0)
        );
        create function app.bare(reference text) returns text language sql immutable parallel safe
        return lower(regexp_replace(normalize(reference, nfkc), '[^[:alnum:]]', '', 'g'));
        alter table payments add column way text not null default '', add column receipt_number integer;
        update payments y set receipt_number = numbered.number
        from (select id, row_number() over (order by created_at, id) as number
              from payments where status <> 'rejected') numbered
        where numbered.id = y.id;
        insert into receipt_counter (last) select count(*) from payments where status <> 'rejected';
        alter table payments
            add constraint payments_receipt_number_key unique (receipt_number),
            add constraint payments_have_receipts check ((receipt_number is null) = (status = 'rejected'));
        create unique index payments_way_and_reference on payments (lower(way), app.bare(bank_reference))
        where status = 'paid' and way <> '' and bank_reference <> '';
        create index payments_paid_on on payments (paid_on desc, id) where status = 'paid';

        alter table academy
            add column unpaid_days smallint not null default 0 check (unpaid_days between 0 and 31);
        """
    )
