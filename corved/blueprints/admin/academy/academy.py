"""The academy's settings, and the first steps of a new academy."""

from __future__ import annotations

from dataclasses import asdict

from flask import Response, flash, make_response, render_template

from corved.blueprints.admin.blueprint import admin
from corved.forms.academy.academy_form import AcademyForm
from corved.forms.fields import number
from corved.queries.academy.academy import Settings, academy_settings, first_steps
from corved.use_cases.academy.change_academy import AcademySettings, change_academy
from corved.web import htmx
from corved.web.access import proved


@admin.get("/academy")
@proved
def academy_page() -> Response:
    settings = academy_settings()
    return _page(AcademyForm(formdata=None, data=asdict(settings)), settings)


@admin.post("/academy")
@proved
def save_academy() -> Response:
    form = AcademyForm()
    if not form.validate():
        return _page(form, academy_settings(), 422)
    settings = AcademySettings(
        name=form.name.data or "",
        timezone=form.timezone.data or "",
        whatsapp=number(form.whatsapp) or "",
        cutoff_hours=form.cutoff_hours.data or 0,
        mark_reminder_hours=form.mark_reminder_hours.data or 12,
        history_text_months=form.history_text_months.data or 0,
        message_text_months=form.message_text_months.data or 0,
        sign_in_months=form.sign_in_months.data or 12,
        unpaid_days=form.unpaid_days.data or 0,
        student_absent_percent=form.student_absent_percent.data or 0,
        hours_wait=form.hours_wait.data,
    )
    flash("Saved." if change_academy(settings=settings) else "No changes to save.")
    return htmx.go_to("/admin/academy")


@admin.get("/start")
def start() -> Response:
    """Show the first steps: each is done, or links to the page where it is done."""
    return make_response(render_template("admin/academy/start.html", steps=first_steps()))


def _page(form: AcademyForm, settings: Settings, status: int = 200) -> Response:
    return make_response(render_template("admin/academy/academy.html", form=form, settings=settings), status)
