"""The audit log for admins: newest first, filtered, one page at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved.queries.academy.search import part_of
from corved.queries.page import Page, page_of
from corved.scheduling.statuses import STATUSES
from corved.scheduling.weekly_hours import WeeklyHours
from corved.values.plurals import counted

KINDS = ("session", "sessions", "schedule", "match", "package", "closure", "person", "tutor", "generation", "academy")
EVERYTHING, SIGN_INS = "all", "sign_ins"
SIGN_IN_ACTIONS = ["person.sign_in_blocked", "person.sign_in_tried", "person.signed_in", "person.signed_out"]
# The wall clock of a session is said by its instant, and what an undo undoes is the line before.
UNTOLD = (
    "starts",
    "marked_at",
    "window",
    "local_start",
    "scheduled_end_utc",
    "undoes",
    "run",
    "by",
    "makes_up",
    "made_up",
    "settled_into",
)
NAMES = {
    "cutoff_hours": "notice needed (hours)",
    "history_text_months": "delete history texts after (months)",
    "message_text_months": "delete message texts after (months)",
    "sign_in_months": "delete sign-in records after (months)",
    "window_kind": "length of the month",
    "link_retired": "old Meet link",
    "set_aside": "make-ups due",
    "situation": "message",
    "known_device": "known device",
    "scheduled_start_utc": "start",
    "original_start_utc": "original time",
    "tutor_notes": "note",
}
NAMES |= {
    "settled_as": "resolved as",
    "settled_why": "reason",
    "tier": "sessions a month",
    "hours_timezone": "time zone",
}
NAMES |= {"held_before": "done before CorvEd", "is_approved": "approved", "hours_24": "24-hour times"}
VALUES = {"match.meet_link_changed": "Meet link", "match.reassigned": "tutor", "session.reassigned": "tutor"}
VALUES |= {"person.zone_changed": "time zone"}
OF_SESSIONS = ("added", "removed", "sessions", "kept")  # lists that stand as their length
NAMES |= {"price_pkr": "price in PKR", "amount_pkr": "amount in PKR", "timezone": "time zone"}
FOLLOWS_A_MOVE = ("original_start_utc", "status")  # the old and the new start say it
EMPTY: tuple[object, ...] = (None, "", [], {}, 0)
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?P<time>[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(\+\d\d(:?\d\d)?|Z)?)?")
WITH_AN_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-")  # a tutor's subjects, as they were recorded once
KEY = re.compile(r"[a-z]+(_[a-z]+)+")  # of a choice, such as payment_pending
LINES = text(
    """
    select a.id, a.at, a.action, a.match_id, a.session_id, a.reason, a.details, u.full_name as actor,
           about.learner, about.tutor, coalesce(p.full_name, n.full_name, o.full_name) as whom
    from audit_logs a
    left join users u on u.id = a.actor_user_id
    left join users p on p.id = a.entity_id
    left join packages k on k.id = a.entity_id
    left join requests q on q.id = coalesce(k.request_id, a.entity_id)
    left join learners n on n.id = q.learner_id
    left join learners o on o.id = a.entity_id
    left join lateral (
        select l.full_name as learner, t.full_name as tutor
        from matches m
        join requests r on r.id = m.request_id
        join learners l on l.id = r.learner_id
        join users t on t.id = m.tutor_user_id
        where m.id = a.match_id) about on true
    where (cast(:match_id as uuid) is null or a.match_id = :match_id)
      and case :kind when 'all' then true
                     when '' then a.action <> all (cast(:sign_ins as text[]))
                     when 'sign_ins' then a.action = any (cast(:sign_ins as text[]))
                     else starts_with(a.action, :kind || '.') end
      and (:name = '' or u.full_name ilike :like or about.learner ilike :like or about.tutor ilike :like
           or p.full_name ilike :like or n.full_name ilike :like or o.full_name ilike :like)
      and (cast(:since as timestamptz) is null or a.at >= :since)
      and (cast(:before as timestamptz) is null or a.at < :before)
    order by a.id desc
    limit :limit offset :offset
    """
)


@dataclass(frozen=True)
class AuditLine:
    """One line of the audit log, as admins read it.

    actor: None for the operator on the command line. whom: the person or learner that it is about, where it is no
    match's. details: old and new values in full.
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
    whom: str | None

    @property
    def changes(self) -> Iterator[tuple[str, object, object]]:
        """Yield each changed value as (name, before, after), without ids, with instants as aware datetimes."""
        before, after = self.details.get("from") or {}, self.details.get("to")
        if not isinstance(before, dict) or not isinstance(after, dict):
            before, after = {}, {name: value for name, value in self.details.items() if name not in ("from", "to")}
            if "to" in self.details:
                yield VALUES.get(self.action, "now"), self.details.get("from"), self.details["to"]
        before, after = _with_one_status(before), _with_one_status(after)
        if before.get("scheduled_start_utc") not in (None, after.get("scheduled_start_utc")):
            after = {name: value for name, value in after.items() if name not in FOLLOWS_A_MOVE}
        for name in sorted(after):
            says_something = before.get(name) not in EMPTY or after[name] not in EMPTY
            is_told = name not in UNTOLD and not name.endswith(("_id", "_ids"))
            if before.get(name) != after[name] and says_something and is_told:
                said = _value(before.get(name)), _value(after[name])
                if name in OF_SESSIONS and isinstance(after[name], list) and len(after[name]) > 0:
                    said = None, counted(len(after[name]), "session")
                yield NAMES.get(name, name.replace("_", " ")), *said


def audit_page(
    *, match_id: UUID | None, kind: str, name: str, since: datetime | None, before: datetime | None, page: int
) -> Page[AuditLine]:
    """Return one page of the audit log.

    match_id: of one course only. kind: EVERYTHING, SIGN_INS, the first part of an action, or '' for all but sign-ins.
    name: part of an actor's, learner's or tutor's. since, before: instants, [since, before).
    """
    days = {"since": since, "before": before}
    values = {
        "match_id": match_id,
        "kind": kind,
        "sign_ins": SIGN_IN_ACTIONS,
        "name": name,
        "like": part_of(name),
        **days,
    }
    return page_of(LINES, values, page, AuditLine)


def _with_one_status(state: dict[str, Any]) -> dict[str, Any]:
    """Return a session's state with what it waits for as its status, as pages say it."""
    waits = state.get("needs_new_time")
    kept = {name: value for name, value in state.items() if name != "needs_new_time"}
    return kept | {"status": "needs_new_time"} if waits else kept


def _value(value: object) -> object:
    """Return a value as the page shows it: an instant as a datetime, a day as a date, a long list as its length."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and (kept := MOMENT.fullmatch(value)):
        return datetime.fromisoformat(value) if kept["time"] else date.fromisoformat(value)
    if isinstance(value, str) and KEY.fullmatch(value) and value not in (*STATUSES, "needs_new_time"):
        return value.replace("_", " ")
    if isinstance(value, list) and value and isinstance(value[0], dict) and {"day", "from", "to"} <= value[0].keys():
        return WeeklyHours.from_json("", value).in_words()
    if isinstance(value, list):
        is_short = len(value) <= 3 and not any(WITH_AN_ID.match(str(each)) for each in value)
        return "; ".join(map(str, value)) if is_short else f"{len(value)} entries"
    return value
