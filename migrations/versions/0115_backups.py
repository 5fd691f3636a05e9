"""When the database was backed up last."""

from alembic import op

revision = "0115"
down_revision = "0114"


def upgrade() -> None:
    op.execute("alter table app.keys add column backed_up_at timestamptz")
