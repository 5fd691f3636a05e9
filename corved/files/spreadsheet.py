"""Reads a table from a spreadsheet file: CSV or XLSX, its first row naming the columns."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import islice

from corved.problems import Problem
from corved.values.single_line import one_line

log = logging.getLogger("corved")
MOST_ROWS = 500  # so many also fit into the form that sends them back
MOST_LINES = 20_000  # with the empty ones, where a sheet has been used for years
UNREADABLE = "This {} file cannot be read. Save it again, as XLSX or as CSV in UTF-8."


def read_table(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """Return (the row's number in the spreadsheet, column → text) for every row that is not empty.

    name: of the file; its ending tells the kind. Raises Problem for a file that cannot be read.
    """
    lines = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    if not lines:
        raise Problem("This file is empty.", "file")
    columns = [cell.strip().lower().replace(" ", "_") for cell in lines[0]]
    found = []
    for number, cells in enumerate(lines[1:], start=2):
        row = {column: clean(cell) for column, cell in zip(columns, cells, strict=False) if column}
        if any(row.values()):
            found.append((number, row))
    if len(found) > MOST_ROWS:
        raise Problem(f"This file has {len(found)} rows; {MOST_ROWS} are read at once. Split it.", "file")
    return found


def clean(cell: str) -> str:
    """Return a cell's text on one line."""
    return one_line(cell)


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)
        return _lines(csv.reader(io.StringIO(text, newline=None), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error):
        raise Problem(UNREADABLE.format("CSV"), "file") from None


def _xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # a tenth of a second of the start, for a page that is opened once

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0].iter_rows(values_only=True)
        return _lines([_cell(value) for value in row] for row in sheet)
    except Problem:
        raise
    except Exception:  # a broken file breaks the reader wherever it is broken
        log.info("An XLSX file could not be read", exc_info=True)
        raise Problem(UNREADABLE.format("XLSX"), "file") from None


def _lines(rows: Iterable[list[str]]) -> list[list[str]]:
    lines = list(islice(rows, MOST_LINES + 1))
    if len(lines) > MOST_LINES:
        raise Problem(f"This file has more than {MOST_LINES:,} lines. Split it.", "file")
    return lines


def _cell(value: object) -> str:
    """Return a cell's text: days as 2026-03-02, times as 19:00, whole numbers without a fraction."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
