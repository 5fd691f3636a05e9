"""A tutor may be approved for a subject at every level, later ones included."""

from alembic import op

revision = "0128"
down_revision = "0127"


def upgrade() -> None:
    op.execute(
        """
        alter table tutor_subjects
            drop constraint tutor_subjects_pkey,
            alter column level_id drop not null,
            add column id uuid not null default gen_random_uuid() primary key,
            add constraint tutor_subjects_once unique nulls not distinct (tutor_user_id, subject_id, level_id);
        """
    )
