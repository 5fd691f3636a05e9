"""The pages of tutors' pay: a month of all tutors, and of one tutor with rates, adjustments, closing and payment."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.files.pay_csv import pay_csv
from corved.forms.money.pay_forms import AdjustmentForm, PaidForm, RateForm
from corved.problems import NotHere, Problem
from corved.queries.money.pay import bounds, pay_of, pay_of_all, pay_page
from corved.queries.money.pay_rates import TutorRates, rates_of
from corved.scheduling.local_time import local_date
from corved.use_cases.money.adjust_pay import adjust_pay
from corved.use_cases.money.close_pay_month import close_pay_month
from corved.use_cases.money.pay_tutor import pay_tutor
from corved.use_cases.money.set_pay_rate import set_pay_rate
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.paging import is_a_month, month_asked, page_number
from corved.web.refusals import attach


class Forms(NamedTuple):
    """The forms of a tutor's pay."""

    rate: RateForm
    adjustment: AdjustmentForm
    paid: PaidForm


@admin.get("/pay")
def pay() -> Response:
    month = bounds(_month())
    shown = {"month": month, "tutors": pay_page(month, page_number(), now=clock.now())}
    return make_response(render_template("admin/money/pay.html", **shown))


@admin.get("/pay.csv")
def pay_file() -> Response:
    """Return the lines of all tutors, or of the one whom `tutor` in the address names, as a CSV file."""
    now, month = clock.now(), bounds(_month())
    tutor_id = request.args.get("tutor", type=UUID)
    only = pay_of(month, tutor_id, now=now) if tutor_id else None
    if "tutor" in request.args and only is None:
        raise NotHere
    tutors = [only] if only else pay_of_all(month, now=now)
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="pay-{month.month:%Y-%m}.csv"',
    }
    return make_response(pay_csv(tutors, month.zone), 200, headers)


@admin.get("/pay/<uuid:tutor_id>")
def tutor_pay(tutor_id: UUID) -> Response:
    return _page(tutor_id)


@admin.post("/pay/<uuid:tutor_id>/rates")
def create_rate(tutor_id: UUID) -> Response:
    forms = _forms(tutor_id)
    form = forms.rate
    amount = form.value() if form.validate() else None
    if amount is None:
        return _page(tutor_id, forms, 422)
    course = UUID(form.course.data) if form.course.data else None
    try:
        set_pay_rate(
            tutor_id=tutor_id,
            kind=form.kind.data,
            amount=amount,
            currency=form.currency.data,
            since=form.since.data,
            match_id=course,
        )
    except Problem as problem:
        attach(problem, form, "amount")
        return _page(tutor_id, forms, 422)
    flash("The rate is set. It is used for sessions from that day on, until a later rate begins.")
    return _back(tutor_id)


@admin.post("/pay/<uuid:tutor_id>/adjustments")
def create_adjustment(tutor_id: UUID) -> Response:
    forms = _forms(tutor_id)
    form = forms.adjustment
    amount = form.value() if form.validate() else None
    if amount is None:
        return _page(tutor_id, forms, 422)
    said = {"amount": amount, "currency": form.currency.data, "reason": form.reason.data or ""}
    try:
        adjust_pay(tutor_id=tutor_id, month=_month(), **said)
    except Problem as problem:
        attach(problem, form, "amount")
        return _page(tutor_id, forms, 422)
    flash("The adjustment is added. To remove it, add the same amount with the other sign.")
    return _back(tutor_id)


@admin.post("/pay/<uuid:tutor_id>/closing")
def close_pay(tutor_id: UUID) -> Response:
    try:
        close_pay_month(tutor_id=tutor_id, month=_month(), seen=request.form.get("seen", ""))
    except Problem as problem:
        flash(str(problem), "error")
        return _back(tutor_id)
    flash("The month is closed. If a session changes later, the next month shows a correction.")
    return _back(tutor_id)


@admin.post("/pay/<uuid:tutor_id>/payment")
def create_pay(tutor_id: UUID) -> Response:
    """Record that the tutor was paid; with `undo` in the form, undo that."""
    forms = _forms(tutor_id)
    form = forms.paid
    if "undo" in request.form:
        pay_tutor(tutor_id=tutor_id, month=_month(), paid_on=None)
        flash("It is no longer recorded as paid.")
        return _back(tutor_id)
    if not form.validate():
        return _page(tutor_id, forms, 422)
    way, reference = form.way.data or "", form.reference.data or ""
    try:
        changed = pay_tutor(tutor_id=tutor_id, month=_month(), paid_on=form.paid_on.data, way=way, reference=reference)
        flash("Recorded." if changed else "No changes to save.")
    except Problem as problem:
        flash(str(problem), "error")
    return _back(tutor_id)


def _month() -> date:
    """Return the month in the URL. What is written to a month that cannot be read is written nowhere."""
    if request.method == "POST" and not is_a_month(request.args.get("month")):
        raise NotHere
    return month_asked(local_date(clock.now(), signed_in().timezone))


def _forms(tutor_id: UUID, rates: TutorRates | None = None, *, is_sent: bool = True) -> Forms:
    """Return the forms, with what was sent, or empty."""
    rates = rates or rates_of(tutor_id)
    more = {} if is_sent else {"formdata": None}
    today = {"since": _month(), "paid_on": local_date(clock.now(), signed_in().timezone)}
    forms = Forms(RateForm(data=today, **more), AdjustmentForm(**more), PaidForm(data=today, **more))
    forms.rate.offer(rates.currencies, rates.courses)
    forms.adjustment.offer(rates.currencies)
    return forms


def _page(tutor_id: UUID, forms: Forms | None = None, status: int = 200) -> Response:
    now, month = clock.now(), bounds(_month())
    found = pay_of(month, tutor_id, now=now)
    if found is None:
        raise NotHere
    rates = rates_of(tutor_id)
    shown = {
        "month": month,
        "pay": found,
        "rates": rates.lines,
        "forms": forms or _forms(tutor_id, rates, is_sent=False),
        "is_over": month.after <= now,
    }
    return make_response(render_template("admin/money/tutor_pay.html", **shown), status)


def _back(tutor_id: UUID) -> Response:
    return htmx.go_to(url_for("admin.tutor_pay", tutor_id=tutor_id, month=request.args.get("month")))
