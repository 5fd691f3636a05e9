"""Saying no to what a tutor asks for."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved.blueprints.admin.blueprint import admin
from corved.forms.people.answer_form import AnswerForm
from corved.queries.people.tutor_requests import waiting_request
from corved.use_cases.people.reject_tutor_request import reject_tutor_request
from corved.web import htmx


@admin.get("/tutor-requests/<uuid:request_id>")
def tutor_request(request_id: UUID) -> Response:
    return _page(request_id, AnswerForm(formdata=None))


@admin.post("/tutor-requests/<uuid:request_id>/rejection")
def create_tutor_request_rejection(request_id: UUID) -> Response:
    form = AnswerForm()
    if not form.validate():
        return _page(request_id, form, 422)
    rejected = reject_tutor_request(request_id=request_id, answer=form.answer.data or "")
    flash("The tutor sees your answer." if rejected else "This request is answered already.")
    return htmx.go_to(url_for("admin.today"))


def _page(request_id: UUID, form: AnswerForm, status: int = 200) -> Response:
    line = waiting_request(request_id)
    return make_response(render_template("admin/people/tutor_request.html", line=line, form=form), status)
