"""Recording a refund, and undoing the record."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, make_response, render_template, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.forms.enrolment.refund_form import RefundForm
from corved.models.tuition import END, REMOVE
from corved.problems import Problem
from corved.queries.enrolment.refund_page import RefundPage, refund_page
from corved.scheduling.local_time import local_date
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package, undo_refund
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.access import proved, signed_in
from corved.web.refusals import attach


@admin.get("/requests/<uuid:request_id>/packages/<uuid:package_id>/refund")
@proved
def refund(request_id: UUID, package_id: UUID) -> Response:
    """Show what was paid, held and is to come, and ask for the amount, before anything is recorded."""
    page = refund_page(request_id, package_id, now=clock.now())
    today = local_date(clock.now(), signed_in().timezone)
    data = {"amount": page.suggested or None, "refunded_on": today}
    form = RefundForm(formdata=None, data=data, meta={"currency": page.money.currency})
    return _page(page, form)


@admin.post("/requests/<uuid:request_id>/packages/<uuid:package_id>/refund")
@proved
def create_refund(request_id: UUID, package_id: UUID) -> Response:
    page = refund_page(request_id, package_id, now=clock.now())
    form = RefundForm(meta={"currency": page.money.currency})
    if not form.validate():
        return _page(page, form, 422)
    try:
        removed = refund_package(request_id=request_id, package_id=package_id, refund=_order(form))
    except Problem as problem:
        attach(problem, form, "amount")
        return _page(refund_page(request_id, package_id, now=clock.now()), form, 422)
    also = f" {counted(removed, 'session')} deleted." if removed else ""
    amount = page.money.say(form.amount.data or 0)
    flash(f"Refund of {amount} recorded.{also} To delete the record, press “Undo” next to it.")
    return htmx.go_to(url_for("admin.request_page", request_id=request_id))


@admin.post("/requests/<uuid:request_id>/refunds/<uuid:refund_id>/undo")
@proved
def create_refund_undo(request_id: UUID, refund_id: UUID) -> Response:
    amount = undo_refund(request_id=request_id, refund_id=refund_id)
    flash(f"The refund of {amount} is deleted. Deleted sessions do not come back.")
    return htmx.go_to(url_for("admin.request_page", request_id=request_id))


def _order(form: RefundForm) -> RefundOrder:
    shown = [int(part) for part in (form.seen.data or "").split("-") if part.isascii() and part.isdigit()]
    money, removes, ends = shown if len(shown) == 3 else (None, None, None)
    sessions = {REMOVE: removes, END: ends}.get(form.then.data)
    reason, amount = form.reason.data or "", form.amount.data
    assert amount is not None
    return RefundOrder(amount, form.refunded_on.data, reason, form.then.data, money, sessions)


def _page(page: RefundPage, form: RefundForm, status: int = 200) -> Response:
    return make_response(render_template("admin/enrolment/refund.html", page=page, form=form), status)
