"""Writes a statement as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io

from corved.queries.academy.csv_cells import BYTE_ORDER_MARK, no_formula
from corved.queries.sessions.statement import Statement
from corved.scheduling.local_time import local
from corved.web.owed_labels import cause

STATEMENT_COLUMNS = "number date starts ends time_zone starts_utc student tutor subject status used remarks".split()


def statement_csv(found: Statement, zone: str) -> str:
    """Return one line per session, with its times in the zone and in UTC, and the account below, as the page has it."""
    file = io.StringIO(BYTE_ORDER_MARK)
    file.seek(0, io.SEEK_END)
    write = csv.writer(file)
    write.writerow(STATEMENT_COLUMNS)
    for line in found.lines:
        row = line.row
        first, last = local(row.start, zone), local(row.end, zone)
        words = [row.learner, row.tutor, row.subject, line.words, line.used, cause(row, zone)]
        times = [f"{first:%Y-%m-%d}", f"{first:%H:%M}", f"{last:%H:%M}", zone, f"{row.start:%Y-%m-%dT%H:%MZ}"]
        write.writerow([row.position or "", *times, *(no_formula(each) for each in words)])
    write.writerow([])
    write.writerows((words, number) for words, number, _is_total in found.sums)
    return file.getvalue()
