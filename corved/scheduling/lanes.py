"""Lays sessions of a day out on a clock's face: where each stands, how tall it is, and what stands beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from corved.scheduling.local_time import local, local_date, offset_minutes, to_utc
from corved.scheduling.time_limits import ONE_DAY

DAY_MINUTES = 24 * 60
STEP = 5  # minutes: a picture is no finer
MOST_COLUMNS = 4


@dataclass(frozen=True)
class Spot:
    """Where something stands in a day.

    at: minutes of the wall clock since midnight. length: in minutes. Both are steps of 5. of, column: it shares its
    width with so many, and stands in this column, from 0. is_behind: there was no column left, so it stands in one that
    another has.
    """

    at: int
    length: int
    of: int = 1
    column: int = 0
    is_behind: bool = False

    @property
    def classes(self) -> str:
        """Return the stylesheet's numbers as classes."""
        hour, minute = divmod(self.at, 60)
        length = self.length if self.length <= 120 else -(-self.length // 30) * 30
        names = [f"h-{hour}", f"m-{minute}" if minute else "", f"for-{max(15, min(length, 1440))}"]
        names += [f"of-{self.of}" if self.of > 1 else "", f"col-{self.column}" if self.column else ""]
        return " ".join(filter(None, names))


def spots(spans: Sequence[tuple[datetime, datetime]], zone: str) -> list[Spot]:
    """Lay out spans of one local day of a zone: aware instants, in order of their start.

    What goes on past midnight ends there. Overlapping ones stand side by side, and so do those of an hour that clocks
    repeat.
    """
    walls = [_wall(start, end, zone) for start, end in spans]
    found: list[Spot] = []
    cluster: list[tuple[int, int]] = []
    free_from = 0  # when the last of the cluster ends
    for number, (at, length) in enumerate(walls):
        if cluster and at >= free_from:
            found += _columns(cluster)
            cluster, free_from = [], 0
        cluster.append((at, length))
        free_from = max(free_from, at + length)
        if number == len(walls) - 1:
            found += _columns(cluster)
    return found


def hole(day: date, zone: str) -> Spot | None:
    """Return the wall-clock time of a local day that does not exist, because clocks go forward; else None."""
    first, last = (to_utc(datetime.combine(each, time()), zone) for each in (day, day + ONE_DAY))
    skipped = offset_minutes(last, zone) - offset_minutes(first, zone)
    if skipped <= 0:
        return None
    steps = range(0, int((last - first) / timedelta(minutes=1)), 15)
    before = next(
        each for each in steps if offset_minutes(first + timedelta(minutes=each), zone) != offset_minutes(first, zone)
    )
    return Spot(before, skipped) if before + skipped <= DAY_MINUTES else None


def _wall(start: datetime, end: datetime, zone: str) -> tuple[int, int]:
    here = local(start, zone)
    at = (here.hour * 60 + here.minute) // STEP * STEP
    minutes = int((end - start) / timedelta(minutes=1))
    length = max(15, -(-minutes // STEP) * STEP)
    return at, min(length, DAY_MINUTES - at) if local_date(end, zone) != here.date() else length


def _columns(cluster: Sequence[tuple[int, int]]) -> list[Spot]:
    """Give each of a group that overlaps the first column that is free."""
    free_from: list[int] = []
    chosen = []
    for at, length in cluster:
        column = next((number for number, free in enumerate(free_from) if free <= at), len(free_from))
        if column == len(free_from):
            free_from.append(0)
        free_from[column] = at + length
        chosen.append(column)
    of = min(len(free_from), MOST_COLUMNS)
    return [
        Spot(at, length, of, column % MOST_COLUMNS, column >= MOST_COLUMNS)
        for (at, length), column in zip(cluster, chosen, strict=True)
    ]
