"""Reads the page number of a list from the URL."""

from __future__ import annotations

from flask import request

from corved.queries.page import LAST


def page_number(name: str = "page") -> int:
    """Return the page number in the URL, from 1 to LAST; 1 where it is no number. name: of its parameter."""
    return min(max(request.args.get(name, 1, type=int), 1), LAST)
