"""How long texts of the history and of messages are kept, and sign-ins that nobody uses."""

from alembic import op

revision = "0119"
down_revision = "0118"


def upgrade() -> None:
    op.execute(
        """
        alter table academy
            add column history_text_months integer not null default 0 check (history_text_months between 0 and 120),
            add column message_text_months integer not null default 0 check (message_text_months between 0 and 120),
            add column sign_in_months integer not null default 12 check (sign_in_months between 1 and 120);
        """
    )
