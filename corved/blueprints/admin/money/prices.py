"""What months cost: the price list and its currencies."""

from __future__ import annotations

from flask import Response, flash, make_response, render_template, request, url_for

from corved.blueprints.admin.blueprint import admin
from corved.problems import Problem
from corved.queries.academy.price_list import price_list
from corved.queries.money.ways_to_pay import ways_to_pay
from corved.use_cases.academy.add_currency import add_currency
from corved.use_cases.academy.set_prices import set_prices
from corved.values.money import CURRENCIES, example_of, most, read_amount, typed
from corved.web import htmx

Typed = dict[tuple[int, str], str]  # by size and currency


SHOWN = 60  # no amount is so long


@admin.get("/prices")
def prices() -> Response:
    return answer_prices()


@admin.post("/prices")
def save_prices() -> Response:
    """Save the whole list: `8-PKR` in the form is what a month of 8 sessions costs in rupees, empty for no price.

    A price that the page did not show, of a currency that was added meanwhile or a retired size, stays.
    """
    kept = price_list()
    pairs = [(size, code) for size in kept.sizes for code in kept.currencies if f"{size}-{code}" in request.form]
    written = {pair: request.form.get(f"{pair[0]}-{pair[1]}", "").strip()[:SHOWN] for pair in pairs}
    amounts = {pair: read_amount(text, pair[1]) for pair, text in written.items() if text}
    wrong = {
        pair: f"“{written[pair]}” is not a price in {pair[1]}. Enter it like {example_of(pair[1])}."
        for pair, amount in amounts.items()
        if amount is None or amount > most(pair[1])
    }
    if wrong:
        return answer_prices(422, written, wrong)
    listed = {pair: amount for pair, amount in kept.prices.items() if pair not in written}  # not on the page
    listed |= {pair: amount for pair, amount in amounts.items() if amount is not None}
    try:
        changed = set_prices(prices=listed, currency=request.form.get("currency", kept.main))
    except Problem as problem:
        flash(str(problem), "error")
        return htmx.go_to(url_for("admin.prices"))
    flash("The prices are saved. They are for months that you add from now on." if changed else "No changes to save.")
    return htmx.go_to(url_for("admin.prices"))


@admin.post("/currencies")
def create_currency() -> Response:
    code = request.form.get("code", "")
    try:
        added = add_currency(code=code)
    except Problem as problem:
        flash(str(problem), "error")
        return htmx.go_to(url_for("admin.prices"))
    flash(f"{CURRENCIES[code].name} added. Enter its prices." if added else "No changes to save.")
    return htmx.go_to(url_for("admin.prices"))


def answer_prices(
    status: int = 200,
    written: Typed | None = None,
    wrong: Typed | None = None,
    refused: dict[str, str] | None = None,
) -> Response:
    """Return the page.

    written: what was typed into a list of prices that was refused; wrong: what is wrong with it. refused: a way to pay
    that was refused: what was typed, where, and why.
    """
    kept = price_list()
    shown = {
        "list": kept,
        "written": written or {pair: typed(amount, pair[1]) for pair, amount in kept.prices.items()},
        "wrong": wrong or {},
        "currencies": CURRENCIES,
        "ways": ways_to_pay(),
        "refused": refused or {},
    }
    return make_response(render_template("admin/money/prices.html", **shown), status)
