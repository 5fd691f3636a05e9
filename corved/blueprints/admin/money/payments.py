"""The page of payments: who owes, what was received, receipts, and the list as a file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from flask import Response, make_response, request

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.blueprints.receipts import receipt_page
from corved.files.payments_csv import payments_csv
from corved.queries.academy.price_list import price_list
from corved.queries.money.claims import claims
from corved.queries.money.payments_page import PaymentLine, PaymentSearch, owed, received, sums
from corved.queries.money.receipt import receipt
from corved.scheduling.local_time import local_date
from corved.web import htmx
from corved.web.access import signed_in
from corved.web.paging import month_asked, page_number

MONTHS_SHOWN = 3
LONGEST = 100


@admin.get("/payments")
def payments() -> Response:
    now, today = clock.now(), local_date(clock.now(), signed_in().timezone)
    wanted = _search(today)
    found = sums(wanted)
    shown = {
        "wanted": wanted,
        "owed": owed(wanted, page_number("owed"), now=now, today=today),
        "received": received(wanted, page_number()),
        "open_sums": [each for each in found if each.kind == "open"],
        "refunded_sums": [each for each in found if each.kind == "refunded"],
        "received_sums": [each for each in found if each.kind == "received"],
        "claims": claims(page_number("claims")),
        "months": list(_months(today)),
        "today": today,
    }
    return htmx.respond("admin/partials/money/payments.html", "admin/money/payments.html", shown)


@admin.get("/payments.csv")
def payments_file() -> Response:
    """Return the payments of the month or the search, all of its pages."""
    wanted = _search(local_date(clock.now(), signed_in().timezone))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="payments-{wanted.first:%Y-%m}.csv"',
    }
    return make_response(payments_csv(_all(wanted)), 200, headers)


@admin.get("/payments/<uuid:payment_id>/receipt")
def payment_receipt(payment_id: UUID) -> Response:
    return receipt_page(receipt(payment_id))


def _all(wanted: PaymentSearch) -> Iterator[PaymentLine]:
    page = received(wanted, 1)
    yield from page.lines
    while page.has_more:
        page = received(wanted, page.page + 1)
        yield from page.lines


def _search(today: date) -> PaymentSearch:
    """Return what the address asks for: `q`, and `month` like 2026-11; this month without it."""
    first = month_asked(today)
    typed = " ".join(request.args.get("q", "").split())[:LONGEST]
    return PaymentSearch(typed, first, _next_month(first), price_list().currencies)


def _next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _months(today: date) -> Iterator[date]:
    """Yield the first days of the last months, the latest last."""
    first = today.replace(day=1)
    for back in range(MONTHS_SHOWN - 1, -1, -1):
        number = first.year * 12 + first.month - 1 - back
        yield date(number // 12, number % 12 + 1, 1)
