"""The schema as it stands, readable in one file: `make schema` writes corved/database/schema.sql.

pg_dump's own text, sorted so that everything about a table stands together.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from pathlib import Path

from corved.config import PROJECT
from corved.database.embedded import OWNER, SUPERUSER, EmbeddedPostgres
from corved.database.migrate import migrate

FILE = PROJECT / "corved/database/schema.sql"
HEAD = """-- The schema of the newest migration. Written by `make schema`; do not change it by hand.
-- Functions, triggers, views and access are changed in migrations/sql/, tables in a migration.
"""
BLOCK = re.compile(
    r"-- Name: (?P<name>.*?); Type: (?P<type>[A-Z ]+); Schema: (?P<schema>\S+); Owner: .*?\n--\n\n", re.S
)
# What belongs to a table comes in this order after it.
OF_A_TABLE = (
    *("TABLE", "VIEW", "SEQUENCE", "COMMENT", "CONSTRAINT", "FK CONSTRAINT", "INDEX", "TRIGGER"),
    *("ROW SECURITY", "POLICY", "ACL"),
)
KINDS = ("SCHEMA", "EXTENSION", "TYPE", "TABLE", "VIEW", "FUNCTION")


def dump(cluster: EmbeddedPostgres, database: str) -> str:
    """The schema of a database without the table of its revision, as SQL."""
    environment = {
        **os.environ,
        "PGHOST": str(cluster.socket_folder),
        "PGUSER": SUPERUSER,
        "PGPASSWORD": cluster.passwords[SUPERUSER],
    }
    command = [cluster.binaries / "pg_dump", "--schema-only", "--exclude-table=alembic_version", database]
    text = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
    return HEAD + "".join(f"\n{each}\n" for each in sorted_blocks(text))


def sorted_blocks(text: str) -> list[str]:
    """pg_dump's statements, those of a table or function together."""
    found = list(BLOCK.finditer(text))
    kept = []
    for each, following in zip(found, [*found[1:], None], strict=True):
        end = following.start() if following else text.index("\n--\n-- PostgreSQL database dump complete")
        body = re.sub(r"\n*--\s*$", "", text[each.end() : end].strip()).strip()
        name = re.search(r" ON public\.(\w+) ", body)[1] if each["type"] == "INDEX" else each["name"]  # type: ignore[index]
        lines = sorted(_tidy(body).splitlines()) if each["type"] == "ACL" else [_tidy(body)]
        kept.append((_place(each["type"], name), "\n".join(lines)))
    groups: dict[object, list[str]] = {}
    for place, body in sorted(kept, key=lambda pair: pair[0]):
        groups.setdefault(place[:2], []).append(body)
    return ["\n".join(bodies) for bodies in groups.values()]


def _place(kind: str, name: str) -> tuple[int, str, int, str]:
    """By what kind of thing it is about, which one, and the order within a table."""
    belongs, about = kind, name
    if kind in ("COMMENT", "ACL"):
        belongs, _, about = name.partition(" ")
        if belongs == "COLUMN":
            belongs, about = "TABLE", about.partition(".")[0]
    elif kind in OF_A_TABLE and kind != "VIEW":
        belongs, about = "TABLE", name.partition(" ")[0].removesuffix("_id_seq")
    within = OF_A_TABLE.index(kind) if kind in OF_A_TABLE else 0
    return KINDS.index(belongs) if belongs in KINDS else len(KINDS), about, within, name


def _tidy(body: str) -> str:
    body = re.sub(r"\n{2,}", "\n", body)
    body = re.sub(
        r"^ALTER (TABLE|TYPE|SCHEMA|FUNCTION|VIEW|SEQUENCE) \S+(\(.*\))? OWNER TO corved_owner;\n?",
        "",
        body,
        flags=re.M,
    )
    return body.replace("public.", "").strip()


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="corved-schema-") as folder:
        Path(folder).chmod(0o711)
        cluster = EmbeddedPostgres(Path(folder) / "cluster")
        cluster.start()
        try:
            migrate(cluster.url(OWNER))
            FILE.write_text(dump(cluster, "corved"))
        finally:
            cluster.stop()


if __name__ == "__main__":
    main()
