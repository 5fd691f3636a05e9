"""Finds the sessions to come by their start, which is what nearly every question names, and what messages are about."""

from alembic import op

revision = "0140"
down_revision = "0139"


def upgrade() -> None:
    op.execute(
        """
        drop index sessions_to_mark;
        create index sessions_to_mark on sessions (scheduled_start_utc, scheduled_end_utc) where is_to_come;
        drop index sessions_owed;
        create index sessions_owed on sessions (scheduled_start_utc) where is_owed or settled_into is not null;
        create index sessions_changed on sessions (scheduled_start_utc) where is_to_come and sequence > 0;
        create index sessions_absent on sessions (marked_at) where status in ('no_show_student', 'no_show_tutor');
        create index sessions_off on sessions (scheduled_start_utc) where not is_live;
        create index sessions_off_moved on sessions (id) where not is_live and original_start_utc is not null;
        create index audit_logs_created on audit_logs (at) where action = 'sessions.generated';
        create index payments_created on payments (created_at);
        """
    )
