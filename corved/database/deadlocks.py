"""Runs a use case again after the database cancelled it to end a deadlock."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from sqlalchemy.exc import DBAPIError

ATTEMPTS = 5
AGAIN = ("40P01", "40001")  # deadlock detected, serialization failure: nothing was written

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def again_on_deadlock(use_case: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Decorate a function that is one transaction: run it again where the database cancelled it in a deadlock."""

    @functools.wraps(use_case)
    def persistent(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        for attempt in range(1, ATTEMPTS):
            try:
                return use_case(*args, **kwargs)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in AGAIN:
                    raise
                time.sleep(0.02 * attempt)
        return use_case(*args, **kwargs)

    return persistent
