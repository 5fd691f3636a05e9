"""Finds a request's packages, who shares a Meet link, and what was handed over lately, by an index."""

from alembic import op

revision = "0138"
down_revision = "0137"


def upgrade() -> None:
    op.execute(
        """
        create index packages_request on packages (request_id, start_date);
        create index meet_links_link on meet_links (meet_link);
        drop index audit_logs_acts;
        create index audit_logs_acts on audit_logs (action, at)
        where action in ('match.tutor_changed', 'schedule.changed', 'session.reassigned');
        """
    )
