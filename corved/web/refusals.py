"""Shows a problem of a use case at the form field it is about."""

from __future__ import annotations

from flask_wtf import FlaskForm

from corved.problems import Problem


def attach(problem: Problem, form: FlaskForm, otherwise: str) -> None:
    """Put the problem's words at the field it names, or at `otherwise` where the form has no such field."""
    form[problem.field if problem.field in form else otherwise].errors = [str(problem)]
