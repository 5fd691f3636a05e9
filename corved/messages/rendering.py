"""Fills a text's words in. Admins may change texts, so they run in a sandbox and see nothing but their words."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

TEXTS = Path(__file__).parent / "texts"
MOST_LENGTH = 2000
MOST_FILLED = 10_000
environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)


class BadText(ValueError):
    """The text cannot be filled in; the message says why."""


@cache
def default_text(key: str) -> str:
    """The text that comes along."""
    return (TEXTS / f"{key}.txt").read_text(encoding="utf-8").strip()


def fill(text: str, words: Mapping[str, str]) -> str:
    """BadText for a word that is not there, or for what is no template."""
    try:
        filled = environment.from_string(text).render(words).strip()
    except (TemplateError, TypeError, ValueError, OverflowError, ArithmeticError) as error:
        raise BadText(f"This cannot be filled in: {error}.") from error
    if len(filled) > MOST_FILLED:
        raise BadText("This becomes too long.")
    return filled
