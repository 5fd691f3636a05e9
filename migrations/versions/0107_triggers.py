"""The triggers: rules that no program can forget."""

from alembic import op

from corved.database.schema_files import apply_all

revision = "0107"
down_revision = "0106"


def upgrade() -> None:
    apply_all(op.get_bind(), "triggers")
