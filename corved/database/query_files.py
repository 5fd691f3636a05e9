"""Loads long queries, which stand in .sql files beside the module that runs them."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import TextClause, text


def query(module: str, name: str) -> TextClause:
    """Load a query. Values are named in it as `:value`.

    module: the `__file__` of a module beside NAME.sql.
    """
    return text(sql(module, name))


def sql(module: str, name: str) -> str:
    """Load the text of NAME.sql, to which the module adds a `where`."""
    return (Path(module).parent / f"{name}.sql").read_text()
