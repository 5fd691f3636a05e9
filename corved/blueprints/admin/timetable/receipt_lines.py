"""The rows of the schedule's preview: one for each date, with remarks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from corved.queries.matches.match_page import MatchPage, PackageLine
from corved.scheduling.clock_changes import ClockChange, clock_change_between, hour_shift
from corved.scheduling.draft import Draft
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import local
from corved.scheduling.plan import Lost, Plan


@dataclass(frozen=True)
class PreviewLine:
    """One date of the schedule in the preview.

    number: its place among the N, None when it is lost. changes: of clocks since the date before. shifts: (whose,
    minutes) of the people whose hour differs from then. meant: the agreed wall clock where it does not exist on that
    day, as `02:30`. instead_of: the lost date that this time was agreed for. off_hours: the tutor does not usually
    teach then.
    """

    occurrence: Occurrence
    number: int | None
    lost: Lost | None
    changes: tuple[ClockChange, ...] = ()
    shifts: tuple[tuple[str, int], ...] = ()
    meant: str | None = None
    instead_of: date | None = None
    off_hours: bool = False


def preview_lines(page: MatchPage, package: PackageLine, draft: Draft, plan: Plan) -> tuple[PreviewLine, ...]:
    """Return the rows of the preview in order of time, including lost dates.

    Their numbers are those that the sessions will have: after what was held, and what exists already.
    """
    lost = {each.occurrence: each for each in plan.lost}
    agreed_for = {local_start: day for day, local_start in draft.instead.items()}
    lines: list[PreviewLine] = []
    existing = [row.start for row in package.sessions if row.has_a_number]
    planned = 0
    for this in sorted((*plan.sessions, *lost), key=lambda each: each.start):
        planned += this not in lost
        number = package.held_before + planned + sum(start < this.start for start in existing)
        line = PreviewLine(
            this,
            None if this in lost else number,
            lost.get(this),
            meant=_meant(this),
            instead_of=agreed_for.get(this.local_start),
            off_hours=this not in lost and not page.calendar.hours.allow(this.start, this.end),
        )
        lines.append(_with_changes(line, lines[-1].occurrence, page) if lines else line)
    return tuple(lines)


def _with_changes(line: PreviewLine, before: Occurrence, page: MatchPage) -> PreviewLine:
    """Add to each row which clocks changed since the date before: the schedule's, the student's, the tutor's."""
    this = line.occurrence
    zones = dict.fromkeys((this.timezone, page.learner_zone, page.tutor_zone))
    changes = [clock_change_between(before.start, this.start, zone) for zone in zones]
    shifts = [(name, hour_shift(before, this, zone)) for name, zone in page.zones.items()]
    return replace(
        line,
        changes=tuple(each for each in changes if each is not None),
        shifts=tuple(each for each in shifts if each[1] and before.timezone == this.timezone),
    )


def _meant(this: Occurrence) -> str | None:
    there = local(this.start, this.timezone).replace(tzinfo=None)
    return None if there == this.local_start else f"{this.local_start:%H:%M}"
