"""Counts the sessions of weeks and months from indexes alone, and finds those that were moved."""

from alembic import op

revision = "0144"
down_revision = "0143"


def upgrade() -> None:
    op.execute(
        """
        drop index sessions_start;
        create index sessions_start on sessions (scheduled_start_utc) include (status, is_to_come);
        drop index sessions_moved;
        create index sessions_moved on sessions (scheduled_start_utc) where original_start_utc is not null;
        """
    )
