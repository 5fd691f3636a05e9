"""Writes payments as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from corved.queries.academy.csv_cells import BYTE_ORDER_MARK, no_formula
from corved.queries.money.payments_page import PaymentLine
from corved.values.money import typed

COLUMNS = ("Receipt", "Date", "Family", "Learner", "Subject", "How", "Reference", "Amount", "Currency")


def payments_csv(lines: Iterable[PaymentLine]) -> str:
    """Return one row for each payment, with a byte-order mark; amounts are plain numbers."""
    file = io.StringIO(BYTE_ORDER_MARK)
    file.seek(0, io.SEEK_END)
    write = csv.writer(file)
    write.writerow(COLUMNS)
    for each in lines:
        names = (each.account, each.learner, each.subject, each.way, each.reference)
        amount = typed(each.amount, each.currency)
        write.writerow([each.receipt, each.paid_on.isoformat(), *map(no_formula, names), amount, each.currency])
    return file.getvalue()
