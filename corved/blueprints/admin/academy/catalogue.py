"""What the academy teaches: subjects, levels, sizes of a month and lengths of a session."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.problems import Problem
from corved.queries.academy.catalogue import catalogue, courses_of_offers
from corved.use_cases.academy.add_offer import add_offer
from corved.use_cases.academy.rename_offer import rename_offer
from corved.use_cases.academy.reorder_offer import reorder_offer
from corved.use_cases.academy.retire_offer import retire_offer
from corved.web import htmx

SHOWN = 200  # of what was typed, in a form that was refused


@admin.get("/catalogue")
def catalogue_page() -> Response:
    return _page()


@admin.post("/catalogue/<any(subjects, levels, sizes, lengths):kind>")
def create_offer(kind: str) -> Response:
    typed = request.form.get("name", "").strip()
    try:
        words = add_offer(kind=kind, typed=typed)
    except Problem as problem:
        return _page(422, refused={"at": kind, "typed": typed[:SHOWN], "words": str(problem)})
    flash(f"{words} added.")
    return _back(kind)


@admin.post("/catalogue/<any(subjects, levels):kind>/<uuid:offer_id>")
def save_offer(kind: str, offer_id: UUID) -> Response:
    typed = request.form.get("name", "").strip()
    try:
        changed = rename_offer(kind=kind, offer_id=offer_id, typed=typed)
    except Problem as problem:
        return _page(422, refused={"at": str(offer_id), "typed": typed[:SHOWN], "words": str(problem)})
    flash("Renamed. Every course shows the new name." if changed else "No changes to save.")
    return _back(kind)


@admin.post("/catalogue/<any(subjects, levels):kind>/<uuid:offer_id>/place")
def save_place(kind: str, offer_id: UUID) -> Response:
    """Move it up or down in its list, by `up` in the form: yes or no."""
    reorder_offer(kind=kind, offer_id=offer_id, up=request.form.get("up") == "yes")
    return _back(kind)


@admin.post("/catalogue/<any(subjects, levels):kind>/<uuid:key>/retirement", endpoint="save_retirement")
@admin.post("/catalogue/<any(sizes, lengths):kind>/<int:key>/retirement", endpoint="save_number_retirement")
def save_retirement(kind: str, key: UUID | int) -> Response:
    """Retire it or bring it back, by `retired` in the form: yes or no."""
    is_retired = request.form.get("retired") == "yes"
    try:
        changed = retire_offer(kind=kind, key=key, is_retired=is_retired)
    except Problem as problem:
        flash(str(problem), "error")
        return _back(kind)
    done = "Retired. Courses that have it keep it." if is_retired else "It is offered again."
    flash(done if changed else "No changes to save.")
    return _back(kind)


def _back(kind: str) -> Response:
    return htmx.go_to(url_for("admin.catalogue_page", _anchor=kind))


def _page(status: int = 200, refused: dict[str, str] | None = None) -> Response:
    """Return the page. refused: the form with an error (its kind or id), what was typed in it, and the error."""
    shown = {"catalogue": catalogue(), "courses": courses_of_offers(), "refused": refused or {}}
    return make_response(render_template("admin/academy/catalogue.html", **shown), status)
