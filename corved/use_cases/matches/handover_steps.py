"""What giving sessions to another tutor shares, for good or for some of them."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, text

from corved import clock
from corved.audit import record
from corved.database.session import current_user_id, db
from corved.models import Request, Session, User, UserRole
from corved.problems import Problem
from corved.queries.closures.closures import leave_of
from corved.queries.timetable.busy_times import Slot
from corved.scheduling.local_time import date_label
from corved.use_cases.enrolment.steps import refuse_unapproved
from corved.use_cases.matches.meet_link_validation import refuse_bad_link
from corved.use_cases.timetable.clashes import naming_clashes
from corved.use_cases.timetable.locked_match import LockedMatch

KEEP_LINK = text(
    """
    with link as (
        insert into meet_links (match_id, tutor_user_id, account_user_id, meet_link)
        values (:match_id, :tutor_id, :account_id, :link)
        on conflict (match_id, tutor_user_id) do update set meet_link = excluded.meet_link)
    update matches set link_changes = link_changes + 1, link_changed_at = :now where id = :match_id
    """
)

OTHERS_LINK = text(
    "select exists (select from meet_links k where k.meet_link = :link and k.account_user_id <> :account_id)"
)


def give_sessions(
    course: LockedMatch, sessions: Sequence[Session], tutor_id: UUID, *, meet_link: str | None = None
) -> None:
    """Give locked sessions of a course that keeps its tutor to a substitute, or back to the course's own.

    Raises Problem (not a tutor, not approved, on leave, a link of the course's tutor) and Clash.
    """
    if tutor_id != course.tutor_id:
        if db.get(UserRole, (tutor_id, "tutor")) is None:
            raise Problem("Choose a tutor.", "tutor")
        request = db.get_one(Request, course.request_id)
        refuse_unapproved(tutor_id, request.subject_id, request.level_id, "tutor")
    if meet_link is not None:
        refuse_known_link(course, meet_link)
    refuse_leave([each for each in sessions if not each.needs_new_time], tutor_id)
    hand_over(sessions, course, tutor_id)
    if meet_link is not None:
        keep_link(course, tutor_id, meet_link)
    details = {"to": str(tutor_id), "link": meet_link, "sessions": [str(each.id) for each in sessions]}
    record("match.substituted", match_id=course.match_id, details=details)


def refuse_leave(sessions: Sequence[Session], tutor_id: UUID) -> None:
    """Raise Problem where a session is on a day of the new tutor's leave."""
    closed = leave_of(tutor_id)
    away = sorted({each.local_start.date() for each in sessions for leave in closed if leave.covers(each.time.start)})
    if away:
        days = ", ".join(date_label(day) for day in away)
        name = db.get_one(User, tutor_id).full_name
        raise Problem(f"{name} is on leave on {days}. Choose another day or tutor, or remove the leave.", "tutor")


def hand_over(sessions: Sequence[Session], course: LockedMatch, tutor_id: UUID) -> None:
    """Give locked sessions of a match to another tutor, each with its line in the history. Raises Clash."""
    times = [each.time for each in sessions]
    first, last = min(each.start for each in times), max(each.end for each in times)
    slot = Slot(tutor_id, course.learner_id, first, last, tuple(each.id for each in sessions))
    people = {tutor_id, *(each.tutor_user_id for each in sessions)}
    names = {row.id: row.full_name for row in db.execute(select(User.id, User.full_name).where(User.id.in_(people)))}
    now, actor = clock.now(), current_user_id()
    with naming_clashes(slot, sessions[0].timezone, "tutor", among=times):
        for each in sessions:
            record(
                "session.reassigned",
                match_id=each.match_id,
                session_id=each.id,
                details={"from": _named(each.tutor_user_id, names), "to": _named(tutor_id, names)},
            )
            each.tutor_user_id = tutor_id
            each.updated_at, each.updated_by_user_id = now, actor


def _named(tutor_id: UUID, names: dict[UUID, str]) -> dict[str, str]:
    return {"tutor_user_id": str(tutor_id), "tutor": names[tutor_id]}


def refuse_known_link(course: LockedMatch, meet_link: str) -> None:
    """Raise Problem for a link that is none, that the course's own tutor uses, or another family."""
    refuse_bad_link(meet_link)
    if meet_link == course.meet_link:
        raise Problem(f"{course.tutor} knows this link. Enter another one, or leave it blank for now.", "meet_link")
    if db.scalar(OTHERS_LINK, {"link": meet_link, "account_id": course.account_id}):
        raise Problem("This link belongs to another family. They could meet in it. Enter another one.", "meet_link")


def keep_link(course: LockedMatch, tutor_id: UUID, meet_link: str) -> None:
    """Keep the Meet link of a substitute's sessions. Calendars show it, so the course's link counts as changed."""
    people = {"match_id": course.match_id, "tutor_id": tutor_id, "account_id": course.account_id}
    db.execute(KEEP_LINK, people | {"link": meet_link, "now": clock.now()})
