"""The message desk: texts that an academy changed, and what became of each message."""

from alembic import op

revision = "0022"
down_revision = "0021"

TABLES = {"message_texts": "select, insert, update, delete", "messages": "select, insert, update"}


def upgrade() -> None:
    op.execute(
        """
        create table message_texts (
            situation text primary key,
            body text not null check (length(body) between 1 and 2000),
            changed_at timestamptz not null,
            changed_by_user_id uuid references users
        );

        create table messages (
            situation text not null,
            about uuid not null,
            user_id uuid not null references users,
            version text not null,
            body text not null,
            opened_at timestamptz not null,
            opened_by_user_id uuid references users,
            sent_at timestamptz,
            sent_by_user_id uuid references users,
            primary key (situation, about, user_id, version)
        );
        comment on table messages is 'Messages that somebody opened or said they sent. What is due is computed.';
        comment on column messages.about is 'The session, match or package that it is about.';
        comment on column messages.version is 'What of it the message says: another version makes it outdated.';
        create index messages_opened on messages (opened_at);
        """
    )
    for table, rights in TABLES.items():
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy {table}_app_admin on {table} to app_admin using (true) with check (true)")
        op.execute(f"grant {rights} on {table} to app_admin")


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop table {table}")
