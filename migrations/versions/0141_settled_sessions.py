"""Adds an index for the settled sessions of a package. Every list of sessions asks how many a package has."""

from alembic import op

revision = "0141"
down_revision = "0140"


def upgrade() -> None:
    op.execute("create index sessions_settled on sessions (package_id) where settled_as is not null")
