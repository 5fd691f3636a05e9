"""The application with templates that are fast to draw."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from flask import Flask
from flask.sansio.app import App
from flask.templating import Environment
from jinja2.ext import Extension

LONE_TAG = re.compile(r"\{%[^%]*%\}")


class Unindented(Extension):
    """Leaves the indentation of the templates out of the pages: a tenth of a board.

    Jinja takes the line break after a tag away. Where text stands before the tag, a space is left in its place.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        lines: list[str] = []
        for line in source.split("\n"):
            bare = line.lstrip(" \t")
            before = lines[-1].strip() if lines else ""
            is_glued = bare != line and before.endswith("%}") and not LONE_TAG.fullmatch(before)
            kept = re.sub(r"^\{%(?![-+])", "{%+", bare)  # the space before a tag, too
            lines.append(f" {kept}" if is_glued else bare)
        return "\n".join(lines)


class Templates(Environment):
    """Jinja's environment, with all templates kept and the globals of a template in one plain dict.

    Jinja compares all globals at every import, and a board imports its macros again for each of its rows: over the
    ChainMap that Jinja makes, that was a quarter of the time of a board. A global must stand before the first
    template is loaded. Jinja's bounded cache walks a list at every look.
    """

    def __init__(self, app: App, **options: Any) -> None:
        super().__init__(app, cache_size=-1, extensions=[Unindented], **options)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Application(Flask):
    jinja_environment = Templates
