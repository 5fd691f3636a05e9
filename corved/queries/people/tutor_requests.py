"""Loads what tutors ask for: other hours, and leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.problems import NotHere
from corved.scheduling.obstacles import Closed
from corved.scheduling.weekly_hours import WeeklyHours

ONE = text("select to_json(w) as line from waiting_requests w where w.id = :id")
OWN = text(
    """
    select to_json(w) as line
    from (select r.id, r.kind, r.tutor_user_id as tutor_id, '' as tutor, 0 as hue, r.first_day, r.last_day, r.timezone,
                 r.weekly_hours, r.reason, r.asked_at, r.outcome, r.answer, null as starts
          from tutor_requests r
          where r.tutor_user_id = :tutor_id and (r.outcome is null or r.asked_at > :since)
          order by r.outcome is not null, r.asked_at desc, r.id
          limit 30) w
    """
)


@dataclass(frozen=True)
class RequestLine:
    """What a tutor asks for. days: as in TutorRequest. sessions: how many a leave takes; None where nobody counted."""

    id: UUID
    kind: str
    tutor_id: UUID
    tutor: str
    hue: int
    first_day: date
    last_day: date | None
    timezone: str
    hours: WeeklyHours
    reason: str
    asked_at: datetime
    outcome: str | None
    answer: str
    sessions: int | None

    @property
    def is_leave(self) -> bool:
        return self.kind == "leave"


def waiting_request(request_id: UUID) -> RequestLine:
    """Return one that nobody answered yet, or raise NotHere."""
    row = db.execute(ONE, {"id": request_id}).one_or_none()
    if row is None:
        raise NotHere
    return request_line(row.line)


def own_requests(tutor_id: UUID, *, since: datetime) -> list[RequestLine]:
    """Return what a tutor asked for: all that waits, and what was asked after an instant."""
    return [request_line(row.line) for row in db.execute(OWN, {"tutor_id": tutor_id, "since": since})]


def request_line(kept: Mapping[str, Any]) -> RequestLine:
    """Make a line from a row of the view waiting_requests as JSON."""
    first, last = (date.fromisoformat(kept[day]) if kept[day] else None for day in ("first_day", "last_day"))
    assert first is not None
    sessions = None
    if kept["starts"] is not None:
        leave = Closed("", first, last or first, kept["timezone"])
        sessions = sum(leave.covers(datetime.fromisoformat(start)) for start in kept["starts"])
    return RequestLine(
        UUID(kept["id"]),
        kept["kind"],
        UUID(kept["tutor_id"]),
        kept["tutor"],
        kept["hue"],
        first,
        last,
        kept["timezone"],
        WeeklyHours.from_json(kept["timezone"], kept["weekly_hours"] or ()),
        kept["reason"],
        datetime.fromisoformat(kept["asked_at"]),
        kept["outcome"],
        kept["answer"],
        sessions,
    )
