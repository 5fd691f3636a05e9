"""Long queries stand in .sql files beside the module that runs them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import TextClause, text


def query(module: str, name: str) -> TextClause:
    """Load a query. module: the `__file__` of a module beside NAME.sql, in which values are named as `:value`."""
    return text(sql(module, name))


def sql(module: str, name: str) -> str:
    """Load the text of NAME.sql, as `query` does, to which a `where` is added."""
    return (Path(module).parent / f"{name}.sql").read_text()
