"""The database roles, the schema `app`, and who asks at what time.

Roles belong to the whole cluster, so each is created only where it is missing.
"""

from alembic import op

from corved.database.schema_files import apply

revision = "0101"
down_revision = None

ROLES = ("app_anonymous", "app_student", "app_tutor", "app_admin")


def upgrade() -> None:
    for role in (*ROLES, "corved_definer", "corved_web"):
        op.execute(
            f"""
            do $$ begin
                if not exists (select 1 from pg_roles where rolname = '{role}') then
                    create role {role} nologin noinherit;
                end if;
            exception when duplicate_object or unique_violation then null;
            end $$
            """
        )
    op.execute("grant corved_definer to current_user")
    op.execute(f"grant {', '.join(ROLES)} to corved_web")
    op.execute("create schema app")
    op.execute(f"grant usage on schema app to corved_web, corved_definer, {', '.join(ROLES)}")
    op.execute("grant create on schema app to corved_definer")
    op.execute("create extension if not exists btree_gist")
    op.execute("revoke create on schema public from public")
    op.execute("grant usage on schema public to corved_definer, app_student, app_tutor, app_admin")
    apply(op.get_bind(), "functions/uid", "functions/now")
