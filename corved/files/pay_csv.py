"""Writes what tutors are paid as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from corved.queries.academy.csv_cells import BYTE_ORDER_MARK, no_formula
from corved.queries.money.pay import TutorPay
from corved.scheduling.local_time import local
from corved.values.money import typed

COLUMNS = ("Tutor", "Date", "Starts", "Learner", "Subject", "Minutes", "How it is computed", "Amount", "Currency")


def pay_csv(tutors: Iterable[TutorPay], zone: str) -> str:
    """Return one row for each line of each tutor, with a byte-order mark. zone: of the times."""
    file = io.StringIO(BYTE_ORDER_MARK)
    file.seek(0, io.SEEK_END)
    write = csv.writer(file)
    write.writerow(COLUMNS)
    for tutor in tutors:
        for line in tutor.lines:
            at = local(line.starts_at, zone) if line.starts_at else None
            when = (f"{at:%Y-%m-%d}", f"{at:%H:%M}") if at else ("", "")
            learner, subject, words = map(no_formula, (line.learner, line.subject, line.words))
            amount = typed(line.amount, line.currency)
            write.writerow(
                [no_formula(tutor.full_name), *when, learner, subject, line.minutes, words, amount, line.currency]
            )
    return file.getvalue()
