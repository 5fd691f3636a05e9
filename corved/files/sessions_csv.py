"""Writes sessions as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from corved.queries.academy.csv_cells import BYTE_ORDER_MARK, no_formula
from corved.queries.sessions.session_rows import SessionRow
from corved.scheduling.local_time import local
from corved.web.labels import STATUS_WORDS


def sessions_csv(rows: Iterable[SessionRow], zone: str) -> str:
    """Return one row for each session, in the order of `rows`, with a byte-order mark. zone: of its times."""
    file = io.StringIO(BYTE_ORDER_MARK)
    file.seek(0, io.SEEK_END)
    write = csv.writer(file)
    write.writerow(("Date", f"Starts ({zone})", "Ends", "Minutes", "Learner", "Tutor", "Subject", "Level", "Status"))
    for row in rows:
        start, end = local(row.start, zone), local(row.end, zone)
        minutes = int((row.end - row.start).total_seconds() // 60)
        status = STATUS_WORDS["needs_new_time" if row.needs_new_time else row.status][1]
        names = map(no_formula, (row.learner, row.tutor, row.subject, row.level, status))
        write.writerow([start.date().isoformat(), f"{start:%H:%M}", f"{end:%H:%M}", minutes, *names])
    return file.getvalue()
