"""The text parts that messages about bulk actions share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping

from corved.messages.message import DueMessage, Fact, Person, whose
from corved.messages.moments import moment
from corved.scheduling.time_limits import BULK_MESSAGE_HOLD
from corved.values.short_names import isolated


def held(
    row: RowMapping,
    situation: str,
    person: Person,
    words: dict[str, str],
    told: dict[Fact, str],
    notes: dict[str, str] | None = None,
) -> DueMessage:
    due_at: datetime = row["at"] + BULK_MESSAGE_HOLD
    kept = row["about"], person, row["version"], due_at, words, row["match_id"], told
    return DueMessage(situation, *kept, is_held=True, notes=notes or {})


def who(row: RowMapping, person: Person) -> dict[str, str]:
    return {"name": person.short_name, "academy": row["academy"] or ""}


def course(row: RowMapping, details: dict[str, Any]) -> dict[str, str]:
    learner, reader = details["learner"], Person.of(row["person"])
    return {
        "learner": reader.calls(learner) if row["side"] == "family" else isolated(learner),
        "whose": whose(learner, reader),
        "tutor": isolated(details["tutor"]),
        "subject": details["subject"],
        "level": details["level"],
    }


def coming(details: dict[str, Any]) -> list[tuple[UUID, datetime]]:
    return [(UUID(session_id), datetime.fromisoformat(at)) for session_id, at in details["coming"] or ()]


def lines(found: list[tuple[UUID, datetime]], person: Person, side: str, details: dict[str, Any]) -> Iterator[str]:
    """Yield one line of text per session. Where the local dates of tutor and family differ, name both."""
    other, zone = (
        (details["tutor"], details["tutor_zone"]) if side == "family" else (details["learner"], details["learner_zone"])
    )
    for _session_id, at in found:
        yield moment(at, person.reader, person.calls(other), zone)
