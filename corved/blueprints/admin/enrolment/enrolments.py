"""Enrolling a learner on one screen: request, package, payment, tutor."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.enrolment.enrolment_form import EnrolmentForm
from corved.forms.people.person_forms import HoursForm
from corved.forms.timetable.pattern_form import PatternForm
from corved.problems import Problem
from corved.queries.enrolment.tutor_ranking import LearnerChoice, learner_choices, tutor_choices
from corved.queries.sessions.sessions_list import subjects
from corved.scheduling.local_time import local_date
from corved.scheduling.windows import WindowKind
from corved.use_cases.enrolment.enrol import Enrolment, enrol
from corved.use_cases.enrolment.steps import Money, Wish
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.refusals import attach


@admin.get("/enrolment")
def enrolment() -> Response:
    """`learner` in the address: who is chosen at first."""
    today = local_date(clock.now(), signed_in().timezone)
    learners = learner_choices()
    form = _form(learners, learner=request.args.get("learner", ""), first=today, paid_on=today)
    zone = next((each.zone for each in learners if str(each.id) == form.learner.data), "")
    schedule = PatternForm(formdata=None, data=PatternForm.suggested_pattern(None, zone))
    return _page(form, schedule, HoursForm(formdata=None))


@admin.post("/enrolment")
def create_enrolment() -> Response:
    learners = learner_choices()
    form, schedule, can = _form(learners), PatternForm(), HoursForm()
    has_schedule = bool(schedule.days.data or (schedule.time.raw_data and schedule.time.raw_data[0]))
    is_fit = form.validate()
    zone = next((each.zone for each in learners if str(each.id) == form.learner.data), "UTC")
    hours = can.hours(zone) if can.validate() else None
    is_fit = is_fit and hours is not None
    if has_schedule:
        is_fit = schedule.validate() and is_fit
        if not form.tutor.data:
            form.tutor.errors = ["A schedule belongs to a match: choose the tutor, too."]
            is_fit = False
    if is_fit and form.tutor_id is not None and not _teaches(form.tutor_id, UUID(form.subject.data), form.level.data):
        form.tutor.errors = ["This tutor is not approved for it. Their own page has their subjects."]
        is_fit = False
    if not is_fit or hours is None:
        return _page(form, schedule, can, 422)
    money = None
    if form.amount.data and form.paid_on.data:
        money = Money(form.amount.data, form.paid_on.data, form.reference.data or "", form.note.data or "")
    wanted = Enrolment(
        Wish(
            UUID(form.learner.data),
            UUID(form.subject.data),
            form.level.data,
            form.board.data or "",
            form.goals.data or "",
            form.preferred_start.data,
            tuple(hours.to_json()),
        ),
        int(form.tier.data),
        form.first_day,
        WindowKind(form.kind.data),
        money,
        form.tutor_id,
        form.meet_link.data or None,
        schedule.pattern() if has_schedule else None,
    )
    try:
        done = enrol(enrolment=wanted)
    except Problem as problem:
        attach(problem, form, "learner")
        return _page(form, schedule, can, 422)
    if done.match_id is not None:
        flash(
            "Enrolled. " + ("Look at the sessions, then create them." if has_schedule else "Set the weekly schedule.")
        )
        return htmx.go_to(url_for("admin.match", match_id=done.match_id))
    flash("The request is kept. It has no tutor yet.")
    return htmx.go_to(url_for("admin.request_page", request_id=done.request_id))


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


def _page(form: EnrolmentForm, schedule: PatternForm, can: HoursForm, status: int = 200) -> Response:
    shown = {"form": form, "schedule": schedule, "can": can}
    return make_response(render_template("admin/enrolment/enrolment.html", **shown), status)
