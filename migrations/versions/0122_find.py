"""What finding people needs: names without accents, and with a letter wrong."""

from alembic import op

revision = "0122"
down_revision = "0121"


def upgrade() -> None:
    op.execute("create extension if not exists pg_trgm schema app")
    op.execute("create extension if not exists unaccent schema app")
