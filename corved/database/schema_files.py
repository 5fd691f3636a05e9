"""Applies the parts of the schema that are replaced as a whole, each from its file under migrations/sql/.

A function, trigger, view or table's access is changed in its file. After the last migration every file is run, so none
meets tables older or newer than itself.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from corved.config import MIGRATIONS

SQL = MIGRATIONS / "sql"
NO_ACCESS = """
    do $$ declare policy text; begin
        for policy in select policyname from pg_policies where schemaname = 'public' and tablename = 'TABLE' loop
            execute format('drop policy %I on TABLE', policy);
        end loop;
    end $$;
    revoke all on TABLE from app_anonymous, app_student, app_tutor, app_admin, corved_definer, corved_backup;
    alter table TABLE enable row level security;
    alter table TABLE force row level security;
"""

# Backups are read with it (migration 0116).
BACKUP = """
    grant select on TABLE to corved_backup;
    create policy TABLE_corved_backup on TABLE for select to corved_backup using (true);
"""


def apply(connection: Connection, *names: str) -> None:
    """Run these files, such as "functions/uid".

    The file of a table's access replaces everything that was granted on the table before.
    """
    for name in names:
        kind, _, table = name.partition("/")
        if kind == "policies":
            _run(connection, NO_ACCESS.replace("TABLE", table))
            _run(connection, BACKUP.replace("TABLE", table))
        _run(connection, (SQL / f"{name}.sql").read_text())


def apply_all(connection: Connection) -> None:
    """Run every file, so that a database with the newest tables has the newest of all that is made of them.

    Views are dropped before, all of them: their columns may change, and some are made of others.
    """
    _run(connection, "set local check_function_bodies = off")  # some call others that come later
    views = ", ".join(path.stem for path in sorted((SQL / "views").glob("*.sql")))
    _run(connection, f"drop view if exists {views} cascade")
    for kind in ("functions", "triggers", "views", "policies"):
        apply(connection, *(f"{kind}/{path.stem}" for path in sorted((SQL / kind).glob("*.sql"))))
    _run(connection, "grant select on all sequences in schema public to corved_backup")
    apply(connection, "comments")


def show_rows_to_owner(connection: Connection) -> None:
    """Let migrations see and change the rows of every table. `apply_all` hides them from the owner again."""
    tables = text("select relname from pg_class where relnamespace = 'public'::regnamespace and relforcerowsecurity")
    for table in connection.scalars(tables).all():
        _run(connection, f"alter table {table} no force row level security")


def _run(connection: Connection, statements: str) -> None:
    """Run several SQL statements unchanged, so that % and : in them are not taken for parameters."""
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute(statements)
