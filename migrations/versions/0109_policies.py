"""Who may see and do what: grants and row-level security, one file per table."""

from alembic import op

from corved.database.schema_files import apply, apply_all

revision = "0109"
down_revision = "0108"


def upgrade() -> None:
    apply_all(op.get_bind(), "policies")
    apply(op.get_bind(), "comments")
