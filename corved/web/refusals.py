"""Shows a problem of a use case at the form field it is about."""

from __future__ import annotations

from wtforms import Form

from corved.problems import AskFirst, Problem


def attach(problem: Problem, form: Form, otherwise: str) -> None:
    """Put the problem's words at the field it names, or at `otherwise` where the form has no such field.

    A form that was refused with AskFirst gets `asks_first`, so that its page shows the box that confirms it.
    """
    form.asks_first = isinstance(problem, AskFirst)
    form[problem.field if problem.field in form else otherwise].errors = [str(problem)]
