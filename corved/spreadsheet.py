"""Reads a table that somebody keeps in a spreadsheet: CSV or XLSX, its first row naming the columns."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime, time

from openpyxl import load_workbook

from corved.problems import Problem

MOST_ROWS = 500  # so many also fit into the form that sends them back


def read_table(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """(number of the row as the spreadsheet shows it, column → text) of every row that says something.

    name: the file's, whose ending tells what it is. Raises Problem for a file that cannot be read.
    """
    rows = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    if not rows:
        raise Problem("This file is empty.", "file")
    columns = [cell.strip().lower().replace(" ", "_") for cell in rows[0]]
    found = []
    for number, cells in enumerate(rows[1:], start=2):
        row = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column}
        if any(row.values()):
            found.append((number, row))
    if len(found) > MOST_ROWS:
        raise Problem(f"This file has {len(found)} rows; {MOST_ROWS} are read at once. Split it.", "file")
    return found


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Problem("This file is neither XLSX nor CSV in UTF-8. Save it as one of them.", "file") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return [row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if row]


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        raise Problem("This XLSX file cannot be read. Save it again, or as CSV.", "file") from None
    rows = book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2)
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: object) -> str:
    """A cell as people write it: days as 2026-03-02, times as 19:00, whole numbers without a fraction."""
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
