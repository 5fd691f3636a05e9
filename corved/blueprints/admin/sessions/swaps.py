"""Swapping the times of two sessions."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.reason_form import SwapForm
from corved.problems import Problem
from corved.queries.sessions.session_page import session_for_admin
from corved.queries.sessions.swappable_sessions import swappable_sessions
from corved.use_cases.sessions.swap_sessions import swap_sessions
from corved.web import htmx
from corved.web.refusals import attach


@admin.get("/sessions/<uuid:session_id>/swap")
def swap_page(session_id: UUID) -> Response:
    return _page(session_id, SwapForm())


@admin.post("/sessions/<uuid:session_id>/swap")
def swap(session_id: UUID) -> Response:
    form = SwapForm()
    if not form.validate():
        return _page(session_id, form, 422)
    other_id, _, version = (form.other.data or "").partition(" ")
    try:
        other = UUID(other_id)
    except ValueError:
        form.other.errors = ["Choose the session to swap with."]
        return _page(session_id, form, 422)
    try:
        swap_sessions(
            session_id=session_id,
            other_id=other,
            reason=form.reason.data or "",
            seen=(form.seen.data, version) if form.seen.data and version else None,
        )
    except Problem as problem:
        attach(problem, form, "other")
        return _page(session_id, form, 422)
    flash("The two sessions are swapped.")
    return htmx.go_to(url_for("admin.session", session_id=session_id))


def _page(session_id: UUID, form: SwapForm, status: int = 200) -> Response:
    row = session_for_admin(session_id)
    others = swappable_sessions(row, now=clock.now())
    return make_response(render_template("admin/sessions/swap.html", row=row, others=others, form=form), status)
