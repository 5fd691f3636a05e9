"""Loads the list of courses: each request with its match, what stage it is at, its month and its money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from corved.database.query_files import query
from corved.database.session import db
from corved.queries.academy.search import number_in, words_in
from corved.queries.page import SIZE, Page, last_page
from corved.scheduling.local_time import local_date
from corved.scheduling.month_turn import ENDING_DAYS
from corved.scheduling.time_limits import LONGEST_SESSION, ONE_DAY

# In the order of the list: what waits for somebody comes first.
STAGES = {
    "payment": "Awaiting payment",
    "tutor": "Needs tutor",
    "schedule": "Needs schedule",
    "sessions": "Needs sessions",
    "ending": "Ending soon",
    "active": "Active",
    "paused": "Paused",
    "ended": "Ended",
}
COURSES = query(__file__, "courses")


@dataclass(frozen=True)
class CourseLine:
    """A course, as the list shows it.

    stage: a key of STAGES. zone: the account's. next_start: of its next session. tier, start_date, end_date: of the
    month that runs, or the nearest. pips: the states of that month's sessions in order. due: what the family is to
    pay.
    """

    id: UUID
    match_id: UUID | None
    learner: str
    account: str
    zone: str
    subject: str
    level: str
    tutor: str | None
    hue: int
    stage: str
    next_start: datetime | None
    tier: int | None
    start_date: date | None
    end_date: date | None
    pips: list[str] | None
    due: tuple[int, str] | None

    @property
    def used(self) -> int:
        """Return how many of the month's sessions are done or used."""
        return sum(each in ("done", "no_show_student") for each in self.pips or ())


@dataclass(frozen=True)
class Courses:
    """A page of courses. stages: how many courses are at each stage, whatever stage is shown."""

    page: Page[CourseLine]
    stages: dict[str, int]


def courses(*, search: str, stage: str, page: int, now: datetime, zone: str) -> Courses:
    """Return one page of the list of courses, those that wait for somebody first, then by name.

    search: parts of the names of learner, family, tutor and subject, in any order, or of a number. stage: a key of
    STAGES, '' for all. zone: the reader's; it decides what is today.
    """
    today = local_date(now, zone)
    values = {
        **{"search": search, "words": words_in(search), "number": number_in(search)},
        **{"stage": stage, "stages": list(STAGES)},
        **{"now": now, "begin": now - LONGEST_SESSION, "today": today, "ending": today + ENDING_DAYS * ONE_DAY},
        **{"limit": SIZE + 1, "offset": (page - 1) * SIZE},
    }
    rows = db.execute(COURSES, values).mappings().all()
    stages = rows[0]["stages"] or {}
    found = [row for row in rows if row["id"] is not None]
    lines = tuple(CourseLine(**{name: row[name] for name in CourseLine.__dataclass_fields__}) for row in found[:SIZE])
    total = stages.get(stage, 0) if stage else sum(stages.values())
    if page > 1 and not found:
        return courses(search=search, stage=stage, page=last_page(total, SIZE), now=now, zone=zone)
    return Courses(Page(lines, page, len(found) > SIZE, total, SIZE), stages)
