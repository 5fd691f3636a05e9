"""The next-month board, and the runs that create the sessions of every match that is ready."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import Response, flash, make_response, render_template, request, url_for

from corved import clock
from corved.blueprints.admin.blueprint import admin
from corved.queries.months.generation_run import RunReport, generation_run, latest_runs, to_do_of_run
from corved.queries.months.other_courses import OtherCourse, other_courses
from corved.queries.months.waiting_months import WaitingMonth, waiting_months
from corved.queries.page import SIZE, last_page
from corved.scheduling.month_turn import Turn
from corved.use_cases.months.generate_ready import generate_ready
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.months.undo_generated_match import undo_generated_match
from corved.use_cases.months.undo_generation_run import undo_generation_run
from corved.values.plurals import counted
from corved.web import htmx
from corved.web.paging import page_number

FIRST = 25  # rows of a state on the page of all
AT_ONCE = 50  # of a run, in one transaction
STEP = timedelta(seconds=1)  # an answer comes at least so often, so that progress is seen
RUNS_SHOWN = timedelta(days=45)  # as long as a package that was created early has not begun


@dataclass(frozen=True)
class Group:
    """The running courses in one state. lines: those on this page, from number `first` (0), of `total`.

    to_create: how many sessions all the ready ones get.
    """

    turn: Turn
    lines: tuple[WaitingMonth | OtherCourse, ...]
    first: int
    total: int
    to_create: int


@admin.get("/month")
def month() -> Response:
    """Show the running courses by state. In the URL, `show` asks for one state alone, and `page` for a page of it."""
    now = clock.now()
    waiting = waiting_months(now=now).rows
    show, page = _asked(), page_number()
    groups = _groups(waiting, now, show, page)
    asked = next((each for each in groups if each.turn is show), None)
    if asked is not None and page > (last := last_page(asked.total, SIZE)):
        page = last
        groups = _groups(waiting, now, show, page)
    shown = {
        "groups": [each for each in groups if each.total and show in (None, each.turn)],
        "courses": sum(each.total for each in groups),
        "to_do": sum(each.total for each in groups if each.turn is not Turn.COMPLETE),
        "ready": next(each for each in groups if each.turn is Turn.READY),
        "show": show,
        "page": page,
        "runs": latest_runs(since=now - RUNS_SHOWN),
    }
    return make_response(render_template("admin/months/month.html", **shown))


def _asked() -> Turn | None:
    show = request.args.get("show", "")
    return Turn(show) if show in list(Turn) else None


def _groups(waiting: Sequence[WaitingMonth], now: datetime, show: Turn | None, page: int) -> list[Group]:
    """Return the groups of the page: of each state first the months that wait for sessions, then the other courses."""
    stretches, wanted = {}, {}
    for turn in Turn:
        first, size = ((page - 1) * SIZE, SIZE) if turn is show else (0, FIRST)
        found = [each for each in waiting if each.turn is turn]
        rows = found[first : first + size]
        stretches[turn] = first, found, rows
        wanted[turn] = max(first - len(found), 0), size - len(rows)
    others = other_courses(now=now, waiting=(each.match_id for each in waiting), wanted=wanted)
    return [
        Group(
            turn,
            (*rows, *others[turn].rows),
            first,
            len(found) + others[turn].total,
            sum(each.to_create for each in found),
        )
        for turn, (first, found, rows) in stretches.items()
    ]


@admin.post("/month/runs")
def create_run() -> Response:
    """Start a run over the packages that were ticked, or over all that are ready. The run's page works through them."""
    picked = set(request.form.getlist("package"))
    is_all = request.form.get("all") == "yes"
    ready = [each for each in waiting_months(now=clock.now()).rows if each.turn is Turn.READY]
    found = [(each.match_id, each.package_id) for each in ready if is_all or str(each.package_id) in picked]
    if not found:
        flash("None of the selected courses is ready now. Nothing was created.", "error")
        return htmx.go_to(url_for("admin.month"))
    return htmx.go_to(url_for("admin.run", run_id=start_generation_run(found)))


@admin.get("/month/runs/<uuid:run_id>")
def run(run_id: UUID) -> Response:
    return make_response(render_template("admin/months/generation_run.html", report=_report(run_id)))


@admin.post("/month/runs/<uuid:run_id>/steps")
def create_step(run_id: UUID) -> Response:
    """Work on the next matches of a run for about a second.

    htmx asks again by itself; without it there is a button.
    """
    _report(run_id)
    until = clock.now() + STEP
    while to_do := to_do_of_run(run_id, AT_ONCE):
        if to_create := [(each.match_id, each.package_id) for each in to_do if not each.is_undo]:
            generate_ready(pairs=to_create, run_id=run_id)
        for each in to_do:
            if each.is_undo and clock.now() < until:
                undo_generated_match(run_id=run_id, package_id=each.package_id)
        if clock.now() >= until:
            break
    if not htmx.wants_fragment():
        return htmx.go_to(url_for("admin.run", run_id=run_id))
    return htmx.respond(
        "admin/partials/months/generation_run.html", "admin/months/generation_run.html", {"report": _report(run_id)}
    )


@admin.post("/month/runs/<uuid:run_id>/undo")
def undo_run(run_id: UUID) -> Response:
    """Mark a run's sessions for undoing; the run's page then undoes them, match by match."""
    count = undo_generation_run(run_id=run_id)
    flash(f"The sessions of {counted(count, 'course')} are being undone." if count else "There is nothing to undo.")
    return htmx.go_to(url_for("admin.run", run_id=run_id))


def _report(run_id: UUID) -> RunReport:
    return generation_run(run_id, now=clock.now(), page=page_number())
