"""The long queries, each in a .sql file: PostgreSQL plans every one of them, and a module runs every one."""

import re

import pytest
from sqlalchemy import text

from corved.config import PROJECT
from corved.database.session import db

FILES = sorted(path for path in (PROJECT / "corved").rglob("*.sql") if path.name != "schema.sql")


def whole(written):
    """A query with all of its parts, where a module puts it together."""
    head, *parts = re.split(r"^-- part: (\w+)\n", written, flags=re.MULTILINE)
    if parts:
        union = " union all ".join(f"table {name}" for name in parts[:-2:2])
        head = ", ".join((head, *parts[1:-2:2])) + parts[-1].replace("PARTS", union)
    return head.replace("(IDS)", "(select cast(null as uuid))")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_postgresql_plans_it(world, path):
    statement = text("explain " + whole(path.read_text()))
    values = dict.fromkeys(statement.compile().params)

    plan = db.execute(statement, values | {"everything": True} if "everything" in values else values).scalars().all()

    assert len(plan) > 1


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_module_beside_it_runs_it(path):
    modules = "".join(each.read_text() for each in path.parent.glob("*.py"))
    assert re.search(rf'(query|sql)\(__file__, "{path.stem}"\)', modules)


def test_there_are_some_and_they_say_what_they_are_for():
    assert len(FILES) >= 6
    for path in FILES:
        assert path.read_text().startswith("-- "), path


def test_no_sql_is_pasted_together_with_values():
    """ruff's S608 finds it; three places say why theirs is safe."""
    allowed = [path for path in (PROJECT / "corved").rglob("*.py") if "noqa: S608" in path.read_text()]
    assert len(allowed) <= 3, allowed
