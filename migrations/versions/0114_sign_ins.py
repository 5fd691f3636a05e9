"""Sign-ins by device, which end by themselves, and attempts counted by account and network.

Links end with the address that they were handed to (triggers/users_revoke_links).
"""

from alembic import op

revision = "0114"
down_revision = "0113"


def upgrade() -> None:
    op.execute(
        """
        drop table sign_in_attempts;
        create table sign_in_attempts (
            address text not null,
            network text not null,
            attempts integer not null check (attempts > 0),
            first_at timestamptz not null,
            primary key (address, network)
        );
        create index sign_in_attempts_first_at on sign_in_attempts (first_at);
        create table sign_ins (
            id uuid primary key default gen_random_uuid(),
            user_id uuid not null references users,
            device uuid not null,
            agent text not null,
            began_at timestamptz not null,
            used_at timestamptz not null,
            proved_at timestamptz not null,
            ended_at timestamptz
        );
        create index sign_ins_user on sign_ins (user_id, device);
        drop function if exists app.begin_sign_in(text);
        drop function if exists app.finish_sign_in(text);
        drop function if exists app.sign_out();
        drop function if exists app.ask_password_link(text, bytea);
        drop function if exists app.accept_invitation(bytea, text, text);
        drop function if exists app.change_password(text);
        drop function if exists app.bind(uuid, uuid, text, text);
        """
    )
