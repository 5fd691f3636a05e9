"""Fills the words into a message's text, which may use only known words and choices between them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

TEXTS = Path(__file__).parent / "texts"
MOST_LENGTH = 2000
MOST_DEPTH = 12  # compiling takes longer and longer with it
MOST_FILLED = 60_000  # WhatsApp takes 65,536 characters
environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True)
environment.globals.clear()  # range, dict and others would print objects of Python
# Words, and a choice between them. No loops, macros, arithmetic or calls: nothing that takes long or grows.
ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter),
)
UNKNOWN = re.compile("'(.+)' is undefined")
FILTERS = ("upper", "lower", "title", "capitalize", "trim")


class BadText(ValueError):
    """A text that cannot be filled in; the message says why."""


@cache
def default_text(key: str) -> str:
    """Return CorvEd's own message text for a situation, used unless the academy wrote its own."""
    return (TEXTS / f"{key}.txt").read_text(encoding="utf-8").strip()


def fill(text: str, words: Mapping[str, str]) -> str:
    """Return a text with its placeholders filled in.

    Raises BadText for an unknown word, and for a text that is no template.
    """
    if len(text) > MOST_LENGTH:
        raise BadText(f"A text has at most {MOST_LENGTH:,} characters.")
    try:
        filled = _template(text).render(words).strip()
    except (TemplateError, RecursionError, SyntaxError, TypeError, ValueError) as error:
        raise BadText(_why(error)) from error
    if len(filled) > MOST_FILLED:
        raise BadText("The text is too long when the words are filled in. Shorten it.")
    return filled


def _why(error: Exception) -> str:
    """Say what to mend, in the words of somebody who writes a message: the library's are of programs."""
    if isinstance(error, BadText):
        return str(error)
    if isinstance(error, UndefinedError) and (word := UNKNOWN.match(str(error))):
        return f"Unknown word “{word[1]}”. Use only the words listed below the text."
    where = f" in line {error.lineno}" if isinstance(error, TemplateSyntaxError) else ""
    return f"Something is wrong{where}. Each word stands in {{{{ }}}}, and each {{% if … %}} ends with {{% endif %}}."


def fill_own_or_default(key: str, own: str | None, words: Mapping[str, str]) -> tuple[str, bool]:
    """Fill in the academy's own text; if that fails, return CorvEd's text and False."""
    if own is None:
        return fill(default_text(key), words), True
    with suppress(BadText):
        if filled := fill(own, words):
            return filled, True
    return fill(default_text(key), words), False


@lru_cache(maxsize=200)
def _template(text: str) -> Template:
    _refuse_unless_allowed(environment.parse(text))
    return environment.from_string(text)


def _refuse_unless_allowed(template: nodes.Template) -> None:
    for node in template.find_all(nodes.Node):
        if not isinstance(node, ALLOWED):
            raise BadText("Use only the words below, and {% if … %}. Loops and sums are not possible.")
        if isinstance(node, nodes.Name) and node.name == "self":
            raise BadText("The word “self” is not possible.")  # Jinja's own object
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            raise BadText(f"After | you can use only: {', '.join(FILTERS)}.")
    level: list[nodes.Node] = [template]
    for _depth in range(MOST_DEPTH):
        level = [child for node in level for child in node.iter_child_nodes()]
    if level:
        raise BadText("The text has too many {% if %} inside each other.")
