"""Reads a table from a spreadsheet file, CSV or XLSX, whose first row names the columns; writes an XLSX template."""

from __future__ import annotations

import csv
import io
import logging
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zipfile import ZipFile

from corved.forms.enrolment.import_columns import IN_RUPEES
from corved.problems import Problem
from corved.values.single_line import one_line

log = logging.getLogger("corved")
MOST_ROWS = 500  # so many also fit into the form that sends them back
MOST_LINES = 20_000  # with the empty ones, where a sheet has been used for years
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!"})
SEPARATOR_LINE = re.compile(r"sep=([,;\t])\r?\n", re.IGNORECASE)  # for spreadsheet programs, which do not show it
MOST_COLUMNS = 100
MOST_BYTES = 20_000_000  # of an XLSX file, unpacked
LONGER_CELL = re.compile(rb"[^<>]{131068}")  # four bytes for each of the 32,767 characters that a cell can have
TOO_LARGE = "This file has more than {}. Copy the rows you need into a new file."
UNREADABLE = "This {} file cannot be read. Save it again, as XLSX or as CSV in UTF-8."


@dataclass(frozen=True)
class Table:
    """The text of a spreadsheet.

    columns: their names in small letters; one without a name is left out. rows: (the row's number in the spreadsheet,
    column → text) for every row that is not empty.
    """

    columns: list[str]
    rows: list[tuple[int, dict[str, str]]]

    @property
    def kinds(self) -> list[str]:
        """Return what each row says in the column kind."""
        return [cells.get("kind", "") for _number, cells in self.rows]


def read_table(content: bytes, name: str) -> Table:
    """Read a spreadsheet file.

    name: of the file; its ending tells the kind. Raises Problem for a file that cannot be read, and for a row with more
    cells than there are columns.
    """
    if len(content) > MOST_BYTES:
        raise Problem(TOO_LARGE.format(f"{MOST_BYTES // 1_000_000} MB"), "file")
    lines = _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)
    if not lines:
        raise Problem("This file is empty.", "file")
    columns = [cell.strip().lower().replace(" ", "_") for cell in lines[0]]
    old = IN_RUPEES.keys() & set(columns) if "currency" not in columns else set()
    columns = [IN_RUPEES[column] if column in old else column for column in columns]
    found = []
    for number, cells in enumerate(lines[1:], start=2):
        if beyond := " ".join(clean(cell) for cell in cells[len(columns) :]).strip():
            raise Problem(f"Row {number} has too many cells: “{beyond}”. Is there one comma too many?", "file")
        row = {column: clean(cell) for column, cell in zip(columns, cells, strict=False) if column}
        if any(row.values()):
            found.append((number, row | {"currency": "PKR"} if old else row))
    if not found:
        raise Problem("There is no row below the names of the columns.", "file")
    if len(found) > MOST_ROWS:
        raise Problem(f"This file has {len(found)} rows. Split it: at most {MOST_ROWS} are possible.", "file")
    return Table([column for column in columns if column], found)


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Return an XLSX file whose cells, and the empty ones below, are text, so that nothing typed is converted."""
    from openpyxl import Workbook

    book, file = Workbook(), io.BytesIO()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    width = max(map(len, rows))
    for cells in sheet.iter_rows(min_row=1, max_row=MOST_ROWS + 1, max_col=width):
        for cell in cells:
            cell.number_format = "@"
    sheet.freeze_panes = "A2"
    book.save(file)
    return file.getvalue()


def clean(cell: str) -> str:
    """Return a cell's text on one line."""
    return one_line(cell)


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
        told = SEPARATOR_LINE.match(text)
        text = text[told.end() :] if told else text
        first = text.partition("\n")[0]
        delimiter = told[1] if told else max(",;\t", key=first.count)
        return _lines(csv.reader(io.StringIO(text, newline=None), delimiter=delimiter))
    except (UnicodeDecodeError, csv.Error):
        raise Problem(UNREADABLE.format("CSV"), "file") from None


def _xlsx(content: bytes) -> list[list[str]]:
    try:
        _refuse_large(content)
        return _first_sheet(content)
    except Problem:
        raise
    except Exception:  # a broken file breaks the reader wherever it is broken
        log.info("An XLSX file could not be read", exc_info=True)
        raise Problem(UNREADABLE.format("XLSX"), "file") from None


def _first_sheet(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # a tenth of a second of the start, for a page that is opened once

    def sheets(*, data_only: bool) -> Any:
        return load_workbook(io.BytesIO(content), read_only=True, data_only=data_only).worksheets

    results, written = sheets(data_only=True), sheets(data_only=False)
    for sheet in (*results, written[0]):
        sheet.reset_dimensions()  # what the file says of its size: each row would be filled up to it
    _refuse_second_table(results[1:])
    lines = _lines(results[0].iter_rows(values_only=True))
    _refuse_uncomputed(lines, written[0].iter_rows(values_only=True))
    return lines


def _refuse_second_table(others: Iterable[Any]) -> None:
    for sheet in others:
        header = next(sheet.iter_rows(max_row=1, values_only=True), ())
        if "kind" in [_cell(value).strip().lower() for value in header]:
            raise Problem(f"The sheet “{sheet.title}” also has rows. Copy these rows to the first sheet.", "file")


def _refuse_uncomputed(lines: Sequence[Sequence[str]], as_written: Iterable[Sequence[object]]) -> None:
    """Raise Problem for a formula whose result is not in the file: its cell would read as empty."""
    for number, (cells, written) in enumerate(zip(lines, as_written, strict=False), start=1):
        for cell, formula in zip(cells, written, strict=False):
            if not cell and isinstance(formula, str) and formula.startswith("="):
                raise Problem(f"Row {number} has a formula without a result: “{formula}”. Enter the value.", "file")


def _refuse_large(content: bytes) -> None:
    """Raise Problem for an XLSX file that becomes too large when it is unpacked."""
    with ZipFile(io.BytesIO(content)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MOST_BYTES:
            raise Problem(TOO_LARGE.format(f"{MOST_BYTES // 1_000_000} MB when it is unpacked"), "file")
        if any(LONGER_CELL.search(archive.read(member)) for member in archive.infolist()):
            raise Problem(TOO_LARGE.format("32,767 characters in one cell"), "file")


def _lines(rows: Iterable[Sequence[object]]) -> list[list[str]]:
    lines: list[list[str]] = []
    for row in rows:
        if len(row) > MOST_COLUMNS:
            raise Problem(TOO_LARGE.format(f"{MOST_COLUMNS} columns"), "file")
        if len(lines) == MOST_LINES:
            raise Problem(TOO_LARGE.format(f"{MOST_LINES:,} lines"), "file")
        lines.append([_cell(value) for value in row])
        if wrong := next((cell for cell in lines[-1] if cell in ERRORS), None):
            raise Problem(f"Row {len(lines)} has the error {wrong} in a cell. Enter the value.", "file")
    return lines


def _cell(value: object) -> str:
    """Return a cell's text: days as 2026-03-02, times as 19:00, whole numbers without a fraction.

    A day with a time and a time with seconds stay as they are, to be refused: nothing of a cell is cut.
    """
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
