"""People can be erased: app.erase_history takes what is written of them out of the history."""

from alembic import op

revision = "0117"
down_revision = "0116"


def upgrade() -> None:
    op.execute("alter table users add column erased_at timestamptz")
