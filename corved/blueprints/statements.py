"""Returns the statement of a package, to an admin and to the family it belongs to."""

from __future__ import annotations

from flask import Response, make_response, render_template

from corved.files.statement_csv import statement_csv
from corved.queries.sessions.statement import Statement
from corved.scheduling.local_time import local_date
from corved.web.access import signed_in


def statement_page(found: Statement) -> Response:
    return make_response(render_template("statement/page.html", found=found, package=found.package))


def statement_file(found: Statement) -> Response:
    """Return the statement as a CSV file in the reader's zone."""
    zone = signed_in().timezone
    name = f"statement-{local_date(found.lines[0].row.start, zone)}.csv"
    headers = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": f'attachment; filename="{name}"'}
    return make_response(statement_csv(found, zone), 200, headers)
