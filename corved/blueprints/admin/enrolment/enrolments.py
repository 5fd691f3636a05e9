"""Enrolling a learner on one page: request, package, payment and tutor."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.enrolment.enrolment_sheet import EnrolmentSheet
from corved.forms.enrolment.enrolment_form import EnrolmentForm
from corved.forms.people.person_forms import HoursForm
from corved.forms.timetable.pattern_form import PatternForm
from corved.problems import Problem
from corved.queries.enrolment.tutor_ranking import LearnerChoice, learner_choices, tutor_choices
from corved.queries.sessions.sessions_list import subjects
from corved.scheduling.local_time import local_date
from corved.use_cases.enrolment.enrol import enrol
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.refusals import attach


@admin.get("/enrolment")
def enrolment() -> Response:
    """Show the enrolment page. `learner` in the URL selects a learner."""
    today = local_date(clock.now(), signed_in().timezone)
    learners = learner_choices()
    form = _form(learners, learner=request.args.get("learner", ""), first=today, paid_on=today)
    schedule = PatternForm(formdata=None, data=PatternForm.suggested_pattern(None, _zone(learners, form) or ""))
    return _page(EnrolmentSheet(form, schedule, HoursForm(formdata=None)))


@admin.post("/enrolment")
def create_enrolment() -> Response:
    learners = learner_choices()
    form = _form(learners)
    sheet = EnrolmentSheet(form, PatternForm(), HoursForm())
    wanted = sheet.enrolment(_zone(learners, form) or "UTC", _teaches)
    if wanted is None:
        return _page(sheet, 422)
    try:
        done = enrol(enrolment=wanted)
    except Problem as problem:
        attach(problem, form, "learner")
        return _page(sheet, 422)
    if done.match_id is None:
        flash("The request is kept. It has no tutor yet.")
        return htmx.go_to(url_for("admin.request_page", request_id=done.request_id))
    then = "Look at the sessions, then create them." if sheet.has_schedule else "Set the weekly schedule."
    flash(f"Enrolled. {then}")
    return htmx.go_to(url_for("admin.match", match_id=done.match_id))


def _zone(learners: list[LearnerChoice], form: EnrolmentForm) -> str | None:
    """Return the zone of the selected learner's account."""
    return next((each.zone for each in learners if str(each.id) == form.learner.data), None)


def _teaches(tutor_id: UUID, subject_id: UUID, level: str) -> bool:
    today = local_date(clock.now(), signed_in().timezone)
    return any(
        each.id == tutor_id and each.teaches_it for each in tutor_choices(day=today, subject_id=subject_id, level=level)
    )


def _form(learners: list[LearnerChoice], **data: object) -> EnrolmentForm:
    form = EnrolmentForm(formdata=request.form if request.method == "POST" else None, data=data)
    today = local_date(clock.now(), signed_in().timezone)
    form.learner.choices = [
        ("", "Choose a learner"),
        *(
            (str(each.id), each.full_name + ("" if each.full_name == each.account else f" ({each.account})"))
            for each in learners
        ),
    ]
    form.subject.choices = [("", "Choose a subject"), *((str(key), name) for key, name in subjects())]
    form.tutor.choices = [
        ("", "Nobody yet"),
        *((str(each.id), f"{each.full_name}: {'; '.join(each.subjects)}") for each in tutor_choices(day=today)),
    ]
    return form


def _page(sheet: EnrolmentSheet, status: int = 200) -> Response:
    shown = {"form": sheet.form, "schedule": sheet.schedule, "can": sheet.can}
    return make_response(render_template("admin/enrolment/enrolment.html", **shown), status)
