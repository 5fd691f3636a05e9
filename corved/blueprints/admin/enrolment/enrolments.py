"""Enrolling a learner in four steps: who, what and with whom, the month and its price, and a look at all of it.

What a step has goes on to the next in hidden fields; nothing is written before the last.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.enrolment.enrolment_sheet import (
    CHECK,
    COURSE,
    DONE,
    LEARNER,
    MONTH,
    STEPS,
    EnrolmentSheet,
)
from corved.forms.enrolment.enrolment_form import EnrolmentForm
from corved.forms.people.hours_form import HoursForm
from corved.problems import Problem
from corved.queries.academy.catalogue import catalogue, choices, offered
from corved.queries.academy.price_list import price_list
from corved.queries.enrolment.family_search import families
from corved.queries.enrolment.tutor_ranking import TutorChoice, tutor_choices
from corved.scheduling.local_time import local_date
from corved.use_cases.enrolment.enrol import enrol
from corved.values.money import CURRENCIES
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.refusals import attach

# The form's name for a field of the use case.
FIELDS = {"full_name": "learner_name", "learners": "learner_name"}


@admin.get("/enrolment")
def enrolment() -> Response:
    """Show the first step, or the second for a learner who is named in the URL."""
    sheet = _sheet(MultiDict({"learner": request.args.get("learner", "")}))
    return _page(sheet, COURSE if sheet.chosen else LEARNER)


@admin.post("/enrolment")
def create_enrolment() -> Response:
    """Show the step that is asked for, unless one before has a problem; after the last, enrol."""
    go = request.form.get("go", "")
    wanted = int(go) if go in ("1", "2", "3", "4") else DONE
    sheet = _sheet(request.form)
    wrong = sheet.wrong_step(wanted, _teaches)
    if wrong is not None:
        return _page(sheet, wrong, 422)
    if wanted in STEPS:
        sheet.forget_problems()
        return _page(sheet, wanted)
    agreed, newcomer = sheet.enrolment()
    try:
        done = enrol(enrolment=agreed, newcomer=newcomer)
    except Problem as problem:
        problem.field = FIELDS.get(problem.field or "", problem.field)
        attach(problem, sheet.form, "learner")
        return _page(sheet, sheet.step_with_problem(), 422)
    if done.match_id is None:
        flash(f"{sheet.learner} is enrolled. Next: find a tutor.")
        return htmx.go_to(url_for("admin.request_page", request_id=done.request_id))
    flash(f"{sheet.learner} is enrolled. Next: set the weekly schedule.")
    return htmx.go_to(url_for("admin.match", match_id=done.match_id))


def _suggest_link(sheet: EnrolmentSheet) -> bool:
    """Fill in the link of the learner's last course with the tutor, where the field was not shown yet."""
    link = sheet.chosen.meet_link if sheet.chosen else None
    if link is None or "meet_link" in sheet.sent:
        return False
    sheet.form.meet_link.data = link
    return True


def _teaches(tutor_id: UUID, subject_id: UUID, level_id: UUID) -> bool:
    return any(each.id == tutor_id and each.teaches_it for each in _tutors(subject_id, level_id))


def _tutors(subject_id: UUID, level_id: UUID, sheet: EnrolmentSheet | None = None) -> list[TutorChoice]:
    """Return the tutors, best first; those who fit the sheet's hours before others."""
    today = local_date(clock.now(), signed_in().timezone)
    availability = sheet.hours if sheet else None
    return tutor_choices(day=today, subject_id=subject_id, level_id=level_id, availability=availability)


def _sheet(sent: MultiDict[str, str]) -> EnrolmentSheet:
    today = local_date(clock.now(), signed_in().timezone)
    data, offers, prices = {"first": today, "paid_on": today}, catalogue(), price_list()
    sheet = EnrolmentSheet(EnrolmentForm(formdata=sent, data=data), HoursForm(formdata=sent), sent)
    currency = sheet.chosen.currency if sheet.chosen else sent.get("currency", prices.main)
    currency = currency if currency in prices.currencies else prices.main
    form = EnrolmentForm(formdata=sent, data=data | {"currency": currency}, meta={"currency": currency})
    form.currency.choices = [(each, f"{each} ({CURRENCIES[each].name})") for each in prices.currencies]
    form.subject.choices = [("", "Choose a subject"), *choices(offers.subjects)]
    form.level.choices = choices(offers.levels)
    form.offer(offered(offers.sizes))
    return replace(sheet, form=form, prices=prices.in_currency(currency))


def _page(sheet: EnrolmentSheet, step: int, status: int = 200) -> Response:
    form = sheet.form
    shown: dict[str, Any] = {"sheet": sheet, "form": form, "can": sheet.can, "step": step, "steps": STEPS}
    shown |= {"tutors": (), "tutor": None}
    if step == LEARNER:
        found, has_more = families(form.find.data or "")
        is_to_search = has_more and not form.find.data  # too many to choose from without a name
        shown["families"], shown["has_more"] = ([] if is_to_search else found), has_more
    elif form.subject.data and not (form.subject.errors or form.level.errors):
        tutors = _tutors(UUID(form.subject.data), UUID(form.level.data), sheet)
        shown["tutors"] = [each for each in tutors if each.teaches_it]
        shown["tutor"] = next((each for each in tutors if each.id == form.tutor_id), None)
    if step in (MONTH, CHECK):
        shown |= {"suggested_link": _suggest_link(sheet)}
    response = make_response(render_template("admin/enrolment/enrolment.html", **shown), status)
    response.headers["Cache-Control"] = (
        "private, no-cache"  # Back shows the step before, instead of asking to send again
    )
    return response
