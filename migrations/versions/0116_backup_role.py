"""A role that reads every row, for backups: forced row-level security hides rows from the owner, too.

Its policies are made with those of each table (corved/database/schema_files.py).
"""

from alembic import op

revision = "0116"
down_revision = "0115"


def upgrade() -> None:
    op.execute(
        """
        do $$ begin
            if not exists (select 1 from pg_roles where rolname = 'corved_backup') then
                create role corved_backup nologin noinherit;
            end if;
        exception when duplicate_object or unique_violation then null;
        end $$;
        grant corved_backup to current_user;
        grant usage on schema public, app to corved_backup;
        grant select on alembic_version to corved_backup;
        """
    )
