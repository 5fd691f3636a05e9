"""The admin's pages: one folder per noun, one module for each kind of page or action."""

from corved.blueprints.admin import (  # noqa: F401 - each imports its modules, which add their views to `admin`
    academy,
    closures,
    enrolment,
    matches,
    messages,
    money,
    months,
    people,
    sessions,
    timetable,
)
from corved.blueprints.admin.blueprint import admin

__all__ = ["admin"]
