"""A new name of somebody or of a subject is a change of every session that a calendar shows it in."""

from alembic import op

revision = "0024"
down_revision = "0023"

DEFINER = "security definer set search_path = pg_catalog, public, pg_temp"
SIGNATURE = "app.count_renaming()"
NAMED = {"users": "full_name", "learners": "full_name", "subjects": "name"}


def upgrade() -> None:
    op.execute(
        f"""
        create function {SIGNATURE} returns trigger language plpgsql {DEFINER} as $$
        begin
            new.renamed_at := app.now();
            if tg_table_name = 'users' then
                update sessions set sequence = sequence + 1 where tutor_user_id = new.id;
            elsif tg_table_name = 'learners' then
                update sessions set sequence = sequence + 1 where learner_id = new.id;
            else
                update sessions s set sequence = sequence + 1 from matches m join requests r on r.id = m.request_id
                where m.id = s.match_id and r.subject_id = new.id;
            end if;
            return new;
        end $$;
        alter function {SIGNATURE} owner to corved_definer;
        revoke execute on function {SIGNATURE} from public;
        """
    )
    for table, name in NAMED.items():
        op.execute(
            f"""
            alter table {table} add column renamed_at timestamptz;
            create trigger {table}_count_renaming before update of {name} on {table} for each row
                when (old.{name} is distinct from new.{name}) execute function {SIGNATURE};
            """
        )
    op.execute("grant select (renamed_at) on users to app_student, app_tutor, app_admin")


def downgrade() -> None:
    for table in NAMED:
        op.execute(f"drop trigger {table}_count_renaming on {table}; alter table {table} drop column renamed_at;")
    op.execute(f"drop function {SIGNATURE}")
