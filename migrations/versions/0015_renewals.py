"""A package whose family does not go on: the board asks no more."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute(
        """
        alter table packages add column not_renewing_at timestamptz;
        comment on column packages.not_renewing_at is 'Since when it is known that no next one follows.';
        """
    )


def downgrade() -> None:
    op.execute("alter table packages drop column not_renewing_at")
