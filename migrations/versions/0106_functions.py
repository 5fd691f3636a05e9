"""The functions: what the web app may do across the lines of row-level security, and what triggers do."""

from alembic import op

from corved.database.schema_files import apply_all

revision = "0106"
down_revision = "0105"


def upgrade() -> None:
    apply_all(op.get_bind(), "functions")
