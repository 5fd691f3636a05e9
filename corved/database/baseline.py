"""Upgrades a database from before the baseline: revision 0027 becomes the baseline without loss.

Until November 2026 the schema was made by 27 migrations. The baseline makes the same schema, sorted by subject. What a
database at 0027 lacks of it is in migrations/sql/from_0027.sql.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import Connection, text

from corved.database.schema_files import apply

OLD, BASELINE = "0027", "0105"
OUR_TABLES = """(
    select c.oid from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'alembic_version'
      and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e'))"""
# What is compared, without what belongs to extensions, and its digest in a database that only the migrations made.
PARTS = {
    "columns": (
        "4c16a7f8972bc64f",
        """select a.attrelid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
                  || a.attnotnull || a.attidentity::text || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
           from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
           where a.attnum > 0 and not a.attisdropped and a.attrelid in OUR_TABLES""",
    ),
    "constraints": (
        "ec49d062f2155f62",
        """select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
           from pg_constraint where contype in ('c', 'f', 'p', 'u', 'x') and conrelid in OUR_TABLES""",
    ),
    "indexes": ("f6964f26a511214b", "select pg_get_indexdef(indexrelid) from pg_index where indrelid in OUR_TABLES"),
    "functions": (
        "cc862e61cc7c90e6",
        """select oid::regprocedure || ' ' || md5(prosrc)
           from pg_proc where pronamespace = 'app'::regnamespace""",
    ),
    "triggers": (
        "17d8cc5e92f736b3",
        "select tgrelid::regclass || ' ' || tgname from pg_trigger where not tgisinternal and tgrelid in OUR_TABLES",
    ),
    "policies": (
        "41b9636b2aa68567",
        """select polrelid::regclass || ' ' || polname || ' ' || polcmd::text
           from pg_policy where polrelid in OUR_TABLES""",
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
    connection.execute(text("update public.alembic_version set version_num = :revision"), {"revision": BASELINE})


def fingerprint(connection: Connection, part: str) -> str:
    """Return a digest of one of PARTS: the same in every database with this part of the schema."""
    query = PARTS[part][1].replace("OUR_TABLES", OUR_TABLES)
    lines = sorted(connection.scalars(text(query)))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
