"""Builds the URLs of a page: as Flask does, but once for all rows that differ in an id alone."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from uuid import UUID

import flask
from flask import request

SHORT = 40  # what people type is not kept


def url_for(endpoint: str, **values: Any) -> str:
    """Return the URL of a view, as flask.url_for does. Ids are put into a URL that was built before.

    Building one takes 40 us, and a row of a page has five.
    """
    ids = {name: value for name, value in values.items() if isinstance(value, UUID)}
    others = tuple((name, value) for name, value in values.items() if name not in ids)
    if not ids or endpoint.startswith(".") or not all(_is_kept(value) for _name, value in others):
        return flask.url_for(endpoint, **values)
    url = _pattern(request.script_root, endpoint, tuple(ids), others)
    for number, value in enumerate(ids.values()):
        url = url.replace(str(UUID(int=number)), str(value))
    return url


def _is_kept(value: object) -> bool:
    return value is None or isinstance(value, (bool, int)) or (isinstance(value, str) and len(value) <= SHORT)


@lru_cache(maxsize=512)
def _pattern(_root: str, endpoint: str, ids: tuple[str, ...], others: tuple[tuple[str, Any], ...]) -> str:
    """Return a URL with the ids 0, 1, … in it."""
    values: dict[str, Any] = {name: UUID(int=number) for number, name in enumerate(ids)} | dict(others)
    return flask.url_for(endpoint, **values)
