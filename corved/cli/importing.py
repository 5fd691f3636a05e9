"""The command that imports a spreadsheet of people and courses, or says what it understands of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corved.cli.operations import academy_at_hand
from corved.cli.output import say
from corved.values.plurals import counted

if TYPE_CHECKING:
    from corved.forms.enrolment.import_row import ImportRow
    from corved.use_cases.enrolment.import_plan import Imported


@click.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only check the file: show what is wrong. Nothing is saved.")
@click.option("--add", "adds", is_flag=True, help="Add subjects, levels, sizes and lengths that the academy lacks.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each row.")
def import_file(file: Path, dry_run: bool, adds: bool, as_json: bool) -> None:
    """Import tutors, families and courses from a CSV or XLSX file, all rows or none. Exit with 1 if none."""
    from corved.files.spreadsheet import read_table
    from corved.forms.enrolment.import_columns import column_problems
    from corved.forms.enrolment.import_row import import_row
    from corved.problems import Problem
    from corved.queries.academy.academy import academy_settings
    from corved.use_cases.enrolment.import_spreadsheet import import_spreadsheet

    try:
        table = read_table(file.read_bytes(), file.name)
        wrong = column_problems(table.columns, table.kinds)
    except Problem as problem:
        table, wrong = None, [(problem.field or "file", str(problem))]
    if table is None or wrong:
        _print_refusal(wrong, as_json=as_json)
        raise SystemExit(1)
    say(f"{counted(len(table.rows), 'row')} read. Checking them.")
    with academy_at_hand():
        currency = academy_settings().currency
        rows = [import_row(number, cells, currency) for number, cells in table.rows]
        found = import_spreadsheet(rows=rows, dry=dry_run, adds=adds)
    for line in _objects(rows, dict(table.rows), found) if as_json else _lines(rows, found):
        click.echo(line)
    is_refused = bool(found.problems) or found.lacks_consent or any(row.problems for row in rows)
    if found.lacks_consent:
        say("The academy does not offer all of this yet. To add it, run the command with --add.")
    done = "Nothing is written." if dry_run or is_refused else f"{counted(len(rows), 'row')} imported."
    say(done)
    if is_refused:
        raise SystemExit(1)


def _print_refusal(wrong: list[tuple[str, str]], *, as_json: bool) -> None:
    problems = [{"column": column, "typed": column, "message": words} for column, words in wrong]
    if as_json:
        refusal = {"row": 1, "kind": "", "understood": {}, "problems": problems, "notices": []}
        click.echo(json.dumps(refusal, ensure_ascii=False))
        return
    for _column, words in wrong:
        click.echo(words)


def _objects(rows: list[ImportRow], typed: dict[int, dict[str, str]], found: Imported) -> Iterator[str]:
    """Return one JSON object for each row: what was understood, what is wrong, and what is unusual."""
    for row in rows:
        problems = [each._asdict() for each in row.problems]
        problems += [
            {"column": column, "typed": typed[row.number].get(column, ""), "message": words}
            for number, column, words in found.problems
            if number == row.number
        ]
        notices = [words for number, words in found.notices if number == row.number]
        one = {"row": row.number, "kind": row.kind, "understood": row.understood()}
        yield json.dumps({**one, "problems": problems, "notices": notices}, ensure_ascii=False)


def _lines(rows: list[ImportRow], found: Imported) -> Iterator[str]:
    unread = [(row.number, each.column, each.message) for row in rows for each in row.problems]
    if wrong := sorted([*found.problems, *unread]):
        yield from (f"Row {number}{', ' + column if column else ''}: {words}" for number, column, words in wrong)
        return
    as_read = {row.number: row.as_read() for row in rows}
    yield from (f"Row {number}: {words}. Read as: {as_read[number]}" for number, words in found.lines)
    yield from (f"Row {number}, note: {words}" for number, words in found.notices)
