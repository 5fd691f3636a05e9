"""The ways in which families can pay, on the page of the prices."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.money.prices import answer_prices
from corved.problems import Problem
from corved.use_cases.money.keep_way_to_pay import keep_way_to_pay
from corved.use_cases.money.remove_way_to_pay import remove_way_to_pay
from corved.use_cases.money.reorder_way_to_pay import reorder_way_to_pay
from corved.web import htmx

SHOWN = 600  # of what was typed, in a form that was refused


@admin.post("/ways-to-pay")
def create_way() -> Response:
    return _keep(None)


@admin.post("/ways-to-pay/<uuid:way_id>")
def save_way(way_id: UUID) -> Response:
    return _keep(way_id)


@admin.post("/ways-to-pay/<uuid:way_id>/place")
def move_way_up(way_id: UUID) -> Response:
    reorder_way_to_pay(way_id=way_id)
    return _back()


@admin.post("/ways-to-pay/<uuid:way_id>/removal")
def remove_way(way_id: UUID) -> Response:
    removed = remove_way_to_pay(way_id=way_id)
    flash("The way to pay is removed." if removed else "No changes to save.")
    return _back()


def _keep(way_id: UUID | None) -> Response:
    typed = {name: request.form.get(name, "") for name in ("currency", "name", "details")}
    try:
        changed = keep_way_to_pay(**typed, way_id=way_id)
    except Problem as problem:
        shown = {name: text[:SHOWN] for name, text in typed.items()}
        return answer_prices(422, refused=shown | {"at": f"{way_id or 'new'}", "words": str(problem)})
    flash("The way to pay is saved." if changed else "No changes to save.")
    return _back()


def _back() -> Response:
    return htmx.go_to(url_for("admin.prices", _anchor="ways"))
