"""Messages by e-mail, too, from when an academy says so; each at most once, however many processes look."""

from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.execute(
        """
        alter table academy add column mails_since timestamptz;
        comment on column academy.mails_since is 'What becomes due from then on is mailed, too; null: nothing.';

        create table message_mails (
            situation text not null,
            about uuid not null,
            user_id uuid not null references users,
            version text not null,
            attempts integer not null default 1 check (attempts between 1 and 3),
            claimed_at timestamptz not null,
            sent_at timestamptz,
            failed_at timestamptz,
            error text,
            primary key (situation, about, user_id, version)
        );
        comment on table message_mails is
            'Claimed before it is sent: a process that dies in between sends nothing rather than twice.';
        create index message_mails_claimed on message_mails (claimed_at);
        alter table message_mails enable row level security;
        alter table message_mails force row level security;
        create policy message_mails_app_admin on message_mails to app_admin using (true) with check (true);
        grant select, insert, update on message_mails to app_admin;
        """
    )


def downgrade() -> None:
    op.execute("drop table message_mails; alter table academy drop column mails_since;")
