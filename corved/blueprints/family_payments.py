"""The family's page of payments: what it has to pay and how, what it paid, and its receipts."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, make_response, render_template, url_for

from corved import clock
from corved.blueprints.receipts import receipt_page
from corved.forms.money.claim_form import ClaimForm
from corved.problems import NotHere, Problem
from corved.queries.money.family_payments import paid, to_pay
from corved.queries.money.receipt import receipt
from corved.queries.money.ways_to_pay import ways_to_pay
from corved.scheduling.local_time import local_date
from corved.use_cases.money.claim_payment import claim_payment
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.refusals import attach


def add_payments(area: Blueprint) -> None:
    """Add the pages to the family's blueprint."""

    @area.get("/payments")
    def payments() -> Response:
        return _page()

    @area.get("/payments/<uuid:payment_id>/receipt")
    def payment_receipt(payment_id: UUID) -> Response:
        return receipt_page(receipt(payment_id, signed_in().id))

    @area.post("/packages/<uuid:package_id>/claim")
    def create_claim(package_id: UUID) -> Response:
        month = next((each for each in to_pay() if each.id == package_id), None)
        if month is None:
            raise NotHere
        form = ClaimForm()
        form.offer([each.name for each in ways_to_pay(month.money.currency)])
        if not form.validate():
            return _page(package_id, form, 422)
        said = {"way": form.way.data or "", "reference": form.reference.data or "", "paid_on": form.paid_on.data}
        try:
            today = local_date(clock.now(), signed_in().timezone)
            is_new = claim_payment(package_id=package_id, today=today, **said)
        except Problem as problem:
            attach(problem, form, "paid_on")
            return _page(package_id, form, 422)
        flash("Thank you. The academy checks it." if is_new else "You have told us already. The academy checks it.")
        return htmx.go_to(url_for("student.payments"))


def _page(package_id: UUID | None = None, refused: ClaimForm | None = None, status: int = 200) -> Response:
    """Return the page. package_id: the month whose form was refused."""
    months, ways = to_pay(), ways_to_pay()
    today = local_date(clock.now(), signed_in().timezone)
    forms = {}
    for month in months:
        forms[month.id] = refused if refused and month.id == package_id else _form(today)
        forms[month.id].offer([each.name for each in ways if each.currency == month.money.currency])
    shown = {"months": months, "ways": ways, "forms": forms, "paid": paid(), "refused": package_id}
    return make_response(render_template("student/payments.html", **shown), status)


def _form(today: object) -> ClaimForm:
    return ClaimForm(formdata=None, data={"paid_on": today})
