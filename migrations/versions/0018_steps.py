"""A request, and its match, change their status only as corved/scheduling/request_states.py says."""

from alembic import op

revision = "0018"
down_revision = "0017"

# from: to, and for a match as far as it has the same words. Held against the table by a test.
STEPS = {
    "new": ("payment_pending", "matched", "ended"),
    "payment_pending": ("ready_to_match", "matched", "ended"),
    "ready_to_match": ("payment_pending", "matched", "ended"),
    "matched": ("active", "paused", "ended"),
    "active": ("matched", "paused", "ended"),
    "paused": ("active", "matched", "ended"),
}
TABLES = ("requests", "matches")


def upgrade() -> None:
    pairs = ", ".join(f"('{before}', '{after}')" for before, all_after in STEPS.items() for after in all_after)
    op.execute(
        f"""
        create function app.keep_steps() returns trigger language plpgsql
        set search_path = pg_catalog, public, pg_temp as $$
        begin
            if old.status <> new.status and (old.status::text, new.status::text) not in ({pairs}) then
                raise exception '% cannot become %', old.status, new.status using errcode = 'CE427';
            end if;
            return new;
        end $$;
        revoke execute on function app.keep_steps() from public;
        """
    )
    for table in TABLES:
        op.execute(
            f"create trigger {table}_keep_steps before update of status on {table} "
            "for each row execute function app.keep_steps()"
        )


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"drop trigger {table}_keep_steps on {table}")
    op.execute("drop function app.keep_steps()")
