"""The views: words like "paid" and "owed", each defined once."""

from alembic import op

from corved.database.schema_files import apply_all

revision = "0108"
down_revision = "0107"


def upgrade() -> None:
    apply_all(op.get_bind(), "views")
