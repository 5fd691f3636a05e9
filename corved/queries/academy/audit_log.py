"""The audit log for admins: newest first, filtered, one page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.queries.academy.search import part_of
from corved.queries.page import Page, page_of

KINDS = ("session", "sessions", "schedule", "match", "package", "closure", "person", "tutor", "generation", "academy")
LINES = text(
    """
    select a.id, a.at, a.action, a.match_id, a.session_id, a.reason, a.details, u.full_name as actor,
           about.learner, about.tutor
    from audit_logs a
    left join users u on u.id = a.actor_user_id
    left join lateral (
        select l.full_name as learner, t.full_name as tutor
        from matches m
        join requests r on r.id = m.request_id
        join learners l on l.id = r.learner_id
        join users t on t.id = m.tutor_user_id
        where m.id = a.match_id) about on true
    where (:kind = '' or starts_with(a.action, :kind || '.'))
      and (:name = '' or u.full_name ilike :like or about.learner ilike :like or about.tutor ilike :like)
      and (cast(:since as timestamptz) is null or a.at >= :since)
      and (cast(:before as timestamptz) is null or a.at < :before)
    order by a.id desc
    limit :limit offset :offset
    """
)


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit log, as admins read it.

    actor: None for the operator on the command line. details: old and new values in full.
    """

    id: int
    at: datetime
    action: str
    match_id: UUID | None
    session_id: UUID | None
    reason: str | None
    details: dict[str, Any]
    actor: str | None
    learner: str | None
    tutor: str | None

    @property
    def changes(self) -> Iterator[tuple[str, object, object]]:
        """Yield each changed value as (name, before, after), with instants as aware datetimes."""
        before, after = self.details.get("from"), self.details.get("to")
        if not isinstance(before, dict) or not isinstance(after, dict):
            before, after = {}, {name: value for name, value in self.details.items() if name not in ("from", "to")}
            if "to" in self.details:
                yield "value", self.details.get("from"), self.details["to"]
        for name in sorted(after):
            if before.get(name) != after[name]:
                yield name.replace("_", " "), _value(before.get(name)), _value(after[name])


def audit_page(*, kind: str, name: str, since: datetime | None, before: datetime | None, page: int) -> Page[AuditLine]:
    """Return one page of the audit log.

    kind: the first part of an action, or ''. name: part of an actor's, learner's or tutor's. since, before: instants,
    [since, before).
    """
    values = {"kind": kind, "name": name, "like": part_of(name), "since": since, "before": before}
    return page_of(LINES, values, page, AuditLine)


def _value(value: object) -> object:
    """Return a value as the page shows it: an instant as a datetime, a long list as its length."""
    if isinstance(value, str) and "T" in value:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        return moment if moment.tzinfo is not None else value.replace("T", " ")
    return f"{len(value)} entries" if isinstance(value, list) and len(value) > 3 else value
