"""An academy has several currencies: a price list for each, and a currency for each family and each month."""

from alembic import op

revision = "0130"
down_revision = "0129"


def upgrade() -> None:
    op.execute(
        r"""
        create table currencies (
            code text primary key check (code ~ '^[A-Z]{3}$'),
            added_at timestamptz not null default now()
        );
        insert into currencies (code) values ('PKR');
        create table prices (
            sessions integer not null references month_sizes,
            currency text not null references currencies,
            amount integer not null check (amount >= 0),
            primary key (sessions, currency)
        );
        insert into prices (sessions, currency, amount)
        select p.sessions, 'PKR', p.amount
        from academy a, lateral (values (8, a.price_8), (12, a.price_12), (20, a.price_20)) p (sessions, amount)
        where p.amount > 0;
        alter table academy
            drop column price_8, drop column price_12, drop column price_20,
            add column currency text not null default 'PKR' references currencies;
        alter table academy alter column currency drop default;
        alter table users add column currency text references currencies;
        alter table packages add column currency text not null default 'PKR' references currencies;
        set constraints all immediate;
        alter table packages alter column currency drop default;
        update message_texts
        set body = regexp_replace(body, '([{][{]\s*(amount|price|paid)\s*[}][}])\s*PKR', '\1', 'g');
        """
    )
