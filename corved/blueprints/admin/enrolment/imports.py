"""Importing a spreadsheet: a template, a trial that names every error, then all rows or none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, render_template, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.files.spreadsheet import MOST_ROWS, clean, read_table, workbook
from corved.forms.enrolment.import_columns import COLUMNS, EXAMPLES, column_problems
from corved.forms.enrolment.import_row import ImportRow, import_row
from corved.problems import Problem
from corved.queries.academy.academy import academy_settings
from corved.use_cases.enrolment.import_plan import Imported
from corved.use_cases.enrolment.import_spreadsheet import import_spreadsheet
from corved.values.plurals import counted
from corved.web import htmx


@admin.get("/import")
def import_page() -> Response:
    return _page()


@admin.get("/import/template.csv")
def import_template() -> Response:
    text = "\r\n".join([",".join(COLUMNS), *EXAMPLES, ""])
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="corved-import.csv"',
    }
    return make_response(text, 200, headers)


@admin.get("/import/template.xlsx")
def import_workbook() -> Response:
    headers = {
        "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Content-Disposition": 'attachment; filename="corved-import.xlsx"',
    }
    return make_response(workbook([COLUMNS, *(row.split(",") for row in EXAMPLES)]), 200, headers)


@admin.post("/import/trial")
def create_trial() -> Response:
    """Show what the import would create, row by row. Nothing is written."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(refused="Choose the file.", status=422)
    try:
        table = read_table(file.read(), file.filename)
    except Problem as problem:
        return _page(refused=str(problem), status=422)
    if wrong := column_problems(table.columns, table.kinds):
        return _page(refused=" ".join(words for _column, words in wrong), status=422)
    currency = academy_settings().currency
    rows = [import_row(number, cells, currency) for number, cells in table.rows]
    as_read = {row.number: row.as_read() for row in rows}
    return _page(found=_tried(rows, dry=True), rows=json.dumps(table.rows), as_read=as_read)


@admin.post("/import")
def create_import() -> Response:
    """Import the rows that the trial showed."""
    try:
        table = [
            (int(number), {str(name): clean(str(cell)) for name, cell in cells.items()}) for number, cells in _sent()
        ]
    except (ValueError, TypeError, AttributeError, RecursionError):
        return _page(refused="This page is out of date. Choose the file again.", status=422)
    currency = academy_settings().currency
    rows = [import_row(number, cells, currency) for number, cells in table]
    found = _tried(rows, dry=False, adds=request.form.get("adds") == "yes")
    if found.problems or found.lacks_consent or not found.lines:
        return _page(found=found, rows=json.dumps(table) if found.lacks_consent else "", status=422)
    flash(f"{counted(len(found.lines), 'row')} imported. Next: invite the people, then create their sessions.")
    return htmx.go_to(url_for("admin.families"))


def _sent() -> list[Any]:
    rows = json.loads(request.form.get("rows", ""))
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_ROWS:
        raise TypeError
    return rows


def _tried(rows: list[ImportRow], *, dry: bool, adds: bool = False) -> Imported:
    """Try the import. Cells that cannot be read are reported together with what the database says of the rest."""
    found = import_spreadsheet(rows=rows, dry=dry, adds=adds)
    unread = [(row.number, each.column, each.message) for row in rows for each in row.problems]
    found.problems = sorted([*found.problems, *unread])
    return found


def _page(
    found: Imported | None = None,
    rows: str = "",
    as_read: Mapping[int, str] | None = None,
    refused: str = "",
    status: int = 200,
) -> Response:
    """Return the page.

    rows: the table as JSON, for the form that creates what was tried. as_read: by the row's number, what was understood
    of its cells.
    """
    shown = {"found": found, "rows": rows, "as_read": as_read or {}, "refused": refused, "columns": COLUMNS}
    return make_response(render_template("admin/enrolment/import.html", **shown), status)
