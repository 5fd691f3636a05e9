"""Finds the sessions to come by their start, which is what nearly every question names."""

from alembic import op

revision = "0140"
down_revision = "0139"


def upgrade() -> None:
    op.execute(
        """
        drop index sessions_to_mark;
        create index sessions_to_mark on sessions (scheduled_start_utc, scheduled_end_utc) where is_to_come;
        """
    )
