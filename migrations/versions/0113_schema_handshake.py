"""A process asks which schema the database has, and which release is the oldest that runs on it (app.schema)."""

from alembic import op

revision = "0113"
down_revision = "0112"


def upgrade() -> None:
    op.execute(
        """
        alter table app.keys add column serves_since text not null default '0113';
        grant select on alembic_version to corved_definer;
        """
    )
