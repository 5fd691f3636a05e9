"""A closed month keeps what a session that the student missed paid: a later setting changes nothing in it."""

from alembic import op

revision = "0137"
down_revision = "0136"


def upgrade() -> None:
    op.execute(
        """
        alter table pay_months add column absent_percent integer not null default 100
            check (absent_percent between 0 and 100);
        update pay_months set absent_percent = a.student_absent_percent from academy a;
        """
    )
