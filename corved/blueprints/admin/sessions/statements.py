"""The statement of a package."""

from __future__ import annotations

from uuid import UUID

from flask import Response

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.statements import statement_file, statement_page
from corved.queries.sessions.statement import statement as statement_of


@admin.get("/packages/<uuid:package_id>/statement")
def statement(package_id: UUID) -> Response:
    return statement_page(statement_of(package_id, now=clock.now()))


@admin.get("/packages/<uuid:package_id>/statement.csv")
def statement_csv(package_id: UUID) -> Response:
    return statement_file(statement_of(package_id, now=clock.now()))
