"""Turns a refused overlap into a Clash that names the session in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from corved.database.session import db
from corved.models import Session
from corved.problems import OVERLAPS, SETTLED, SETTLED_WORDS, Clash, Problem, violated_constraint
from corved.queries.timetable.busy_times import Slot, busy_times
from corved.scheduling.generator import Occurrence
from corved.scheduling.local_time import date_label, local_date, place_label, span_label
from corved.scheduling.obstacles import Busy
from corved.use_cases.timetable.locked_match import LockedMatch


def in_words(busy: Busy, zone: str) -> str:
    """Return a busy time in words: `Bilal Ahmed teaches Daniyal Mirza, Wed 4 Nov, 06:30–07:30 Karachi, UTC+5`."""
    day = date_label(local_date(busy.start, zone))
    return f"{busy.label}, {day}, {span_label(busy.start, busy.end, zone)} {place_label(busy.start, zone)}"


def clash(busy: Iterable[Busy], zone: str, field: str | None = None) -> Clash:
    return Clash("Taken: " + "; ".join(in_words(each, zone) for each in busy) + ".", field)


@contextmanager
def naming_clashes(slot: Slot, zone: str, field: str | None = None, among: Sequence[Occurrence] = ()) -> Iterator[None]:
    """Flush the changes made inside; if the database refuses an overlap, raise a Clash that names the session.

    among: the times inside the slot that are wanted, when it is not the whole of it.
    """
    try:
        with db.begin_nested():
            yield
            db.flush()
    except IntegrityError as error:
        constraint = violated_constraint(error)
        if constraint == SETTLED:
            raise Problem(SETTLED_WORDS) from error
        who = OVERLAPS.get(constraint)
        if who is None:
            raise
        raise named_clash(who, slot, zone, field, among) from error


def named_clash(who: str, slot: Slot, zone: str, field: str | None = None, among: Sequence[Occurrence] = ()) -> Clash:
    """Return a Clash that names the sessions in the way.

    who: tutor or student.
    """
    in_the_way = [
        busy for busy in busy_times(slot) if not among or any(each.overlaps(busy.start, busy.end) for each in among)
    ]
    if not in_the_way:
        return Clash(f"Somebody else has just booked the {who} at that time. Choose another time.", field)
    return clash(in_the_way, zone, field)


def decide_together() -> None:
    """Postpone the check for overlaps until `decide_now`, so that sessions can swap times."""
    db.execute(text("set constraints sessions_tutor_free, sessions_learner_free deferred"))


def decide_now() -> None:
    """Check for overlaps in everything written since `decide_together`.

    It raises as any refused overlap does.
    """
    db.flush()
    db.execute(text("set constraints sessions_tutor_free, sessions_learner_free immediate"))


def slot_of_all(course: LockedMatch, times: Sequence[Occurrence], but: Sequence[UUID] = ()) -> Slot:
    """Return the stretch of time from the first to the last of several sessions, for one match's people."""
    first, last = min(each.start for each in times), max(each.end for each in times)
    return Slot(course.tutor_id, course.learner_id, first, last, tuple(but))


def slot_of(session: Session, *others: Session) -> Slot:
    """Return the stretch of time of a session, for its people.

    The session itself, and others that move with it, are not in the way.
    """
    first, last = session.scheduled_start_utc, session.scheduled_end_utc
    return Slot(session.tutor_user_id, session.learner_id, first, last, tuple(each.id for each in (session, *others)))
