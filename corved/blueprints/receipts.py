"""Returns the receipt of a payment, to an admin and to the family that paid."""

from __future__ import annotations

from flask import Response, make_response, render_template

from corved.queries.money.receipt import Receipt


def receipt_page(found: Receipt) -> Response:
    return make_response(render_template("statement/receipt.html", receipt=found))
