"""Messages: those that were opened, sent or dismissed, e-mails, own texts, and what people know."""

from alembic import op

revision = "0105"
down_revision = "0104"


def upgrade() -> None:
    op.execute(
        r"""
        create table messages (
            situation text not null,
            about uuid not null,
            user_id uuid not null references users,
            version text not null,
            body text not null,
            opened_at timestamptz,
            opened_by_user_id uuid references users,
            sent_at timestamptz,
            sent_by_user_id uuid references users,
            changed_at timestamptz not null,
            mailed_at timestamptz,
            dropped_at timestamptz,
            dropped_by_user_id uuid references users,
            primary key (situation, about, user_id, version)
        );
        create index messages_changed on messages (changed_at);

        create table message_mails (
            situation text not null,
            about uuid not null,
            user_id uuid not null references users,
            version text not null,
            attempts integer not null default 1 check (attempts >= 1 and attempts <= 3),
            claimed_at timestamptz not null,
            sent_at timestamptz,
            failed_at timestamptz,
            error text,
            primary key (situation, about, user_id, version)
        );
        create index message_mails_claimed on message_mails (claimed_at);

        create table message_texts (
            situation text primary key,
            body text not null check (length(body) >= 1 and length(body) <= 2000),
            changed_at timestamptz not null,
            changed_by_user_id uuid references users
        );

        create table told (
            about uuid not null,
            what text not null,
            user_id uuid not null references users,
            said text not null,
            situation text not null,
            message_about uuid not null,
            version text not null,
            told_at timestamptz not null,
            is_told boolean not null,
            is_last boolean not null,
            primary key (about, what, user_id, situation, message_about, version),
            constraint told_check check (is_told or not is_last)
        );
        create unique index told_last on told (about, what, user_id) where is_last;
        create index told_links on told (about) where what like 'link %' and is_last;
        create index told_marks on told (told_at) where what = 'mark' and is_last;
        create index told_starts on told (said) where what = 'start' and is_last;
        """
    )
