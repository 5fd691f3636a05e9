"""A tutor leaves: all of their courses go to others in one act, which can be undone."""

from alembic import op

revision = "0136"
down_revision = "0135"


def upgrade() -> None:
    op.execute(
        """
        create table handovers (
            id uuid primary key default gen_random_uuid(),
            tutor_user_id uuid not null references users,
            since date not null,
            courses jsonb not null check (jsonb_typeof(courses) = 'array'),
            created_at timestamptz not null,
            created_by_user_id uuid references users,
            undone_at timestamptz
        );
        create index handovers_tutor on handovers (tutor_user_id, created_at desc);
        """
    )
