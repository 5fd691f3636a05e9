"""Indexes for the admin's board: what waits for a mark, what waits for a new time, what was marked or moved lately."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute(
        """
        create index sessions_to_mark on sessions (scheduled_end_utc)
            where status in ('scheduled', 'rescheduled') and not needs_new_time;
        create index sessions_to_place on sessions (scheduled_start_utc) where needs_new_time;
        create index sessions_marked on sessions (marked_at) where marked_at is not null;
        create index audit_logs_moves on audit_logs (at) where action = 'session.moved';
        create index packages_end on packages (end_date) where status = 'active';
        """
    )


def downgrade() -> None:
    op.execute("drop index sessions_to_mark, sessions_to_place, sessions_marked, audit_logs_moves, packages_end")
