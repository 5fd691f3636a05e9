"""Lets the message desk read from indexes alone which sessions are near, and what somebody was told last."""

from alembic import op

revision = "0145"
down_revision = "0144"


def upgrade() -> None:
    op.execute(
        """
        drop index sessions_to_mark;
        create index sessions_to_mark on sessions (scheduled_start_utc, scheduled_end_utc) include (id)
            where is_to_come;
        drop index told_last;
        create unique index told_last on told (about, what, user_id) include (said) where is_last;
        """
    )
