"""Finds the settled sessions of a package: every row of a session says how many its package moved on or wrote off."""

from alembic import op

revision = "0141"
down_revision = "0140"


def upgrade() -> None:
    op.execute("create index sessions_settled on sessions (package_id) where settled_as is not null")
