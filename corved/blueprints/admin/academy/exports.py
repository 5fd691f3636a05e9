"""Exports as a zip of CSV files: of the whole academy, or of one person."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from flask import Response

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.database.session import going_on
from corved.queries.academy.export import export_zip
from corved.queries.people.person_page import person_page
from corved.scheduling.local_time import local_date
from corved.web.access import proved, signed_in


@admin.get("/export.zip")
@proved
def export() -> Response:
    return _zip("academy", export_zip())


@admin.get("/people/<uuid:person_id>/export.zip")
@proved
def person_export(person_id: UUID) -> Response:
    person_page(person_id, now=clock.now())
    return _zip("person", export_zip(person_id))


def _zip(name: str, parts: Iterator[bytes]) -> Response:
    day = local_date(clock.now(), signed_in().timezone)
    headers = {
        "Content-Type": "application/zip",
        "Content-Disposition": f'attachment; filename="corved-{name}-{day}.zip"',
    }
    return Response(going_on(parts), 200, headers)
