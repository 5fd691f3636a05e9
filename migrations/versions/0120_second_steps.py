"""The second step at sign-in: codes of an app, and codes for when the phone is lost."""

from alembic import op

revision = "0120"
down_revision = "0119"


def upgrade() -> None:
    op.execute(
        """
        create table second_steps (
            user_id uuid primary key references users (id) on delete cascade,
            salt uuid not null,
            recovery_salt uuid not null,
            began_at timestamptz not null,
            last_counter bigint not null,
            used_codes integer[] not null default '{}' check (cardinality(used_codes) <= 10)
        );
        alter table second_steps enable row level security;
        drop function if exists app.begin_sign_in(text, text, uuid);
        drop function if exists app.finish_sign_in(text, text, uuid, uuid, text);
        """
    )
