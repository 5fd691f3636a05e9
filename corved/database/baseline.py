"""Upgrades a database from before the baseline: revision 0027 becomes the baseline without loss.

Until November 2026 the schema was made by 27 migrations. The baseline makes the same schema, sorted by subject. What a
database at 0027 lacks of it is in migrations/sql/from_0027.sql.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, text

from corved.database.schema_files import apply, apply_all

OLD, BASELINE = "0027", "0109"
# What is compared, and its digest in a database that was made by the 27 migrations and nothing else.
PARTS = {
    "columns": (
        "4ebdae79578f7d41",
        """select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable
           from information_schema.columns where table_schema = 'public'""",
    ),
    "constraints": (
        "c30bdd1045eb8a8a",
        """select conrelid::regclass::text || ' ' || conname
           from pg_constraint where connamespace = 'public'::regnamespace and contype in ('c', 'f', 'p', 'u', 'x')""",
    ),
    "indexes": (
        "a9cc2ccd9b3b4481",
        "select tablename || ' ' || indexname from pg_indexes where schemaname = 'public'",
    ),
    "functions": (
        "cc862e61cc7c90e6",
        """select oid::regprocedure::text || ' ' || md5(prosrc)
           from pg_proc where pronamespace = 'app'::regnamespace""",
    ),
    "triggers": (
        "17d8cc5e92f736b3",
        "select tgrelid::regclass::text || ' ' || tgname from pg_trigger where not tgisinternal",
    ),
    "policies": (
        "bbb4e4bafef7ec91",
        "select tablename || ' ' || policyname || ' ' || cmd from pg_policies where schemaname = 'public'",
    ),
}


class ForeignSchema(RuntimeError):
    """The database's schema is not one that these migrations made. Nothing was changed."""


def adopt_baseline(connection: Connection) -> None:
    """Upgrade a database at revision 0027 to the baseline. Every other database is left unchanged.

    Raises ForeignSchema for one that was changed by hand, or that is older than 0027.
    """
    if connection.scalar(text("select to_regclass('public.alembic_version')")) is None:
        return
    revision = connection.scalar(text("select version_num from public.alembic_version"))
    if revision is None or revision > OLD:
        return
    if revision < OLD:
        raise ForeignSchema(
            f"This database is at revision {revision}. Update it with a CorvEd of November 2026 first, which brings it "
            f"to {OLD}. Nothing was changed."
        )
    changed = [name for name, (digest, _query) in PARTS.items() if fingerprint(connection, name) != digest]
    if changed:
        raise ForeignSchema(
            f"The {' and '.join(changed)} of this database are not those of revision {OLD}: it was changed by hand. "
            "Nothing was changed."
        )
    apply(connection, "from_0027")
    for kind in ("functions", "triggers", "views", "policies"):
        apply_all(connection, kind)
    apply(connection, "comments")
    connection.execute(text("update public.alembic_version set version_num = :revision"), {"revision": BASELINE})
    connection.commit()


def fingerprint(connection: Connection, part: str) -> str:
    """Return a digest of one of PARTS: the same in every database with this part of the schema."""
    lines = sorted(connection.scalars(text(PARTS[part][1])))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
