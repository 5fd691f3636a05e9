"""Records a payment for a package, or a payment that was rejected."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.timetable.preview import schedule_query
from corved.forms.enrolment.payment_form import PaymentForm
from corved.problems import Problem
from corved.queries.enrolment.package_money import package_money
from corved.queries.enrolment.unpaid_package import PackageToPay, package_to_pay
from corved.queries.money.claims import claim
from corved.queries.money.ways_to_pay import ways_to_pay
from corved.scheduling.local_time import local_date
from corved.use_cases.enrolment.record_payment import record_payment
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.refusals import attach


@admin.get("/packages/<uuid:package_id>/payment")
def payment(package_id: UUID) -> Response:
    package = package_to_pay(package_id)
    today = local_date(clock.now(), signed_in().timezone)
    data = {"amount": package.money.due or None, "paid_on": today} | _claimed(package_id)
    form = PaymentForm(formdata=None, data=data, meta={"currency": package.money.currency})
    _offer_ways(form, package)
    return _page(package, form)


@admin.post("/packages/<uuid:package_id>/payment")
def create_payment(package_id: UUID) -> Response:
    package = package_to_pay(package_id)
    form = PaymentForm(meta={"currency": package.money.currency})
    _offer_ways(form, package)
    if not form.validate():
        return _page(package, form, 422)
    assert form.amount.data is not None
    try:
        is_paid = record_payment(
            package_id=package_id,
            amount=form.amount.data,
            paid_on=form.paid_on.data,
            bank_reference=form.bank_reference.data or "",
            note=form.note.data or "",
            status=form.status.data,
            is_another=form.is_another.data,
            way=form.way.data or "",
            claim_id=request.form.get("claim", type=UUID),
        )
    except Problem as problem:
        attach(problem, form, "amount")
        return _page(package, form, 422)
    if form.status.data == "rejected":
        flash("The rejected payment is recorded. Nothing else has changed.")
    else:
        flash(f"{package.learner}'s month is paid." if is_paid else f"Recorded: {package_money(package_id).in_words}.")
    if request.form.get("back") == "payments":
        return htmx.go_to(url_for("admin.payments"))
    if package.match_id is None:
        return htmx.go_to(url_for("admin.request_page", request_id=package.request_id))
    return htmx.go_to(url_for("admin.match", match_id=package.match_id, **schedule_query()))  # type: ignore[arg-type]


def _claimed(package_id: UUID) -> dict[str, object]:
    """Return what the family said of the payment, where `claim` in the address names it."""
    wanted = request.args.get("claim", type=UUID)
    said = claim(wanted) if wanted else None
    if said is None or said.package_id != package_id:
        return {}
    return {"way": said.way, "bank_reference": said.reference, "paid_on": said.paid_on}


def _offer_ways(form: PaymentForm, package: PackageToPay) -> None:
    names = [each.name for each in ways_to_pay(package.money.currency)]
    form.offer(list(dict.fromkeys([*names, *filter(None, [form.way.data])])))


def _page(package: PackageToPay, form: PaymentForm, status: int = 200) -> Response:
    shown = {"package": package, "form": form, "query": schedule_query()}
    return make_response(render_template("admin/enrolment/payment.html", **shown), status)
