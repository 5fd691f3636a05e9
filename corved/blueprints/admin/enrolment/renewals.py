"""Renewing a package that ends with the same terms, or recording that it will not be renewed."""

from __future__ import annotations

from uuid import UUID

from flask import Response, flash, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.blueprints.admin.sessions.today import board, shown
from corved.problems import Problem
from corved.queries.academy.price_list import price_list
from corved.queries.enrolment.package_money import package_money
from corved.queries.enrolment.unpaid_package import PackageToPay, package_to_pay
from corved.use_cases.enrolment.decline_renewal import decline_renewal
from corved.use_cases.enrolment.renew_package import renew_package
from corved.web import htmx


@admin.post("/packages/<uuid:package_id>/renewal")
def create_renewal(package_id: UUID) -> Response:
    package = package_to_pay(package_id)
    try:
        new = renew_package(package_id=package_id)
    except Problem as problem:
        flash(str(problem), "error")
        return _answer(422)
    flash(f"{package.learner}'s next month is added{_price_in_words(new, package)}. It awaits payment.")
    return _answer()


@admin.post("/packages/<uuid:package_id>/renewal/decline")
def create_decline(package_id: UUID) -> Response:
    """Record that the family does not want another month. `declined` = "no" in the form takes that back."""
    package = package_to_pay(package_id)
    declined = request.form.get("declined") != "no"
    try:
        decline_renewal(package_id=package_id, declined=declined)
    except Problem as problem:
        flash(str(problem), "error")
        return _answer(422)
    flash(
        f"{package.learner} is marked as not renewing."
        if declined
        else f"{package.learner} is no longer marked as not renewing."
    )
    return _answer()


def _price_in_words(package_id: UUID, last: PackageToPay) -> str:
    """Return the price of the new month in words, if the price list has another one or the currency has changed."""
    money, sessions = package_money(package_id), last.tier
    if money.currency != last.money.currency:
        price = money.say(money.price) if money.price is not None else "without a price"
        return f" in {money.currency}, as the family pays now ({price}; the month before was in {last.money.currency})"
    listed = price_list().in_currency(money.currency).get(sessions)
    if money.price is None or listed in (None, money.price):
        return ""
    return f" at {money.say(money.price)}, as before (the price list says {money.say(listed)})"


def _answer(status: int = 200) -> Response:
    """Return the page that the button was on: the admin's day or, with `from` in the form, the next-month board."""
    if request.form.get("from") == "month":
        return htmx.go_to(url_for("admin.month"))
    return board(status) if htmx.wants_fragment() else htmx.go_to(url_for("admin.today", show=shown()))
