"""Names are one line: they stand in messages that the academy signs. And who is let in no more has no calendar."""

from alembic import op

revision = "0027"
down_revision = "0026"

NAMES = {"users": "full_name", "learners": "full_name", "academy": "name", "closures": "name"}
CLOSE = "app.close_calendars()"


def upgrade() -> None:
    for table, name in NAMES.items():
        op.execute(
            f"""
            alter table {table} no force row level security;
            update {table} set {name} = regexp_replace({name}, '[[:cntrl:]]+', ' ', 'g') where {name} ~ '[[:cntrl:]]';
            alter table {table} force row level security;
            alter table {table} add constraint {table}_{name}_one_line check ({name} !~ '[[:cntrl:]]');
            """
        )
    op.execute(
        f"""
        create function {CLOSE} returns trigger language plpgsql
        security definer set search_path = pg_catalog, public, pg_temp as $$
        begin
            delete from calendar_feeds where user_id = new.id;
            return null;
        end $$;
        alter function {CLOSE} owner to corved_definer;
        revoke execute on function {CLOSE} from public;
        grant delete on calendar_feeds to corved_definer;
        create trigger users_close_calendars after update of is_active on users for each row
            when (old.is_active and not new.is_active) execute function {CLOSE};
        """
    )


def downgrade() -> None:
    op.execute(
        f"""
        drop trigger users_close_calendars on users;
        drop function {CLOSE};
        revoke delete on calendar_feeds from corved_definer;
        """
    )
    for table, name in NAMES.items():
        op.execute(f"alter table {table} drop constraint {table}_{name}_one_line")
