"""Database roles, the schema `app`, and who is asking.

Roles belong to the whole cluster, so each is created only when it is missing.
"""

from alembic import op

revision = "0001"
down_revision = None

ROLES = ("app_anonymous", "app_student", "app_tutor", "app_admin")


def upgrade() -> None:
    for role, options in (
        *((role, "nologin noinherit") for role in ROLES),
        ("corved_definer", "nologin noinherit"),
        ("corved_web", "nologin noinherit"),
    ):
        op.execute(
            f"""
            do $$ begin
                if not exists (select 1 from pg_roles where rolname = '{role}') then
                    create role {role} {options};
                end if;
            exception when duplicate_object or unique_violation then null;
            end $$
            """
        )
    op.execute("grant corved_definer to current_user")
    op.execute(f"grant {', '.join(ROLES)} to corved_web")
    op.execute("create schema app")
    op.execute(f"grant usage on schema app to corved_web, corved_definer, {', '.join(ROLES)}")
    op.execute("create extension if not exists btree_gist")
    op.execute("revoke create on schema public from public")
    op.execute(
        """
        create function app.uid() returns uuid language sql stable parallel safe
        return nullif(current_setting('app.user_id', true), '')::uuid;

        -- The clock a rule goes by is the caller's (one clock, one fake in tests), else the server's.
        create function app.now() returns timestamptz language sql stable parallel safe
        return coalesce(nullif(current_setting('app.now', true), '')::timestamptz, clock_timestamp());
        """
    )


def downgrade() -> None:
    op.execute("drop schema app cascade")
    op.execute("drop extension if exists btree_gist")
    op.execute(f"revoke {', '.join(ROLES)} from corved_web")
    for role in (*ROLES, "corved_definer"):
        # Another database of this cluster may still use the role: then it stays.
        op.execute(
            f"""
            do $$ begin drop role {role};
            exception when dependent_objects_still_exist or insufficient_privilege then null;
            end $$
            """
        )
