"""The audit log: rows are added, never changed."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute(
        """
        create table audit_logs (
            id bigint generated always as identity primary key,
            at timestamptz not null,
            actor_user_id uuid references users,
            action text not null check (action ~ '^[a-z_]+\\.[a-z_]+$'),
            match_id uuid references matches,
            session_id uuid references sessions,
            entity_id uuid,
            details jsonb not null default '{}',
            reason text
        );
        comment on column audit_logs.actor_user_id is 'Null: the operator, on the command line.';
        create index audit_logs_session on audit_logs (session_id, id) where session_id is not null;
        create index audit_logs_match on audit_logs (match_id, id) where match_id is not null;

        create function app.refuse_change() returns trigger language plpgsql as
        $$ begin raise exception 'audit_logs is insert only'; end $$;

        create trigger audit_logs_insert_only before update or delete or truncate on audit_logs
            for each statement execute function app.refuse_change();
        """
    )


def downgrade() -> None:
    op.execute("drop table audit_logs; drop function app.refuse_change();")
