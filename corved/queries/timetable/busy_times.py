"""Finds the sessions that make a tutor or a learner busy in a period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from corved.database.session import db
from corved.scheduling.obstacles import Busy

BUSY = text(
    """
    select w.number, s.id, s.scheduled_start_utc as start, s.scheduled_end_utc as "end",
           s.tutor_user_id = w.tutor_id as same_tutor,
           (select full_name from learners where id = s.learner_id) as learner,
           (select full_name from users where id = s.tutor_user_id) as tutor,
           (select sub.name from matches m join requests r on r.id = m.request_id
            join subjects sub on sub.id = r.subject_id where m.id = s.match_id) as subject
    from unnest(cast(:tutors as uuid[]), cast(:learners as uuid[]), cast(:firsts as timestamptz[]),
                cast(:lasts as timestamptz[])) with ordinality w (tutor_id, learner_id, first, last, number)
    cross join lateral (
        select id from sessions where tutor_user_id = w.tutor_id
            and tstzrange(scheduled_start_utc, scheduled_end_utc) && tstzrange(w.first, w.last)
            and is_live
        union
        select id from sessions where learner_id = w.learner_id
            and tstzrange(scheduled_start_utc, scheduled_end_utc) && tstzrange(w.first, w.last)
            and is_live) b
    join sessions s on s.id = b.id
    order by w.number, s.scheduled_start_utc
    """
)


@dataclass(frozen=True)
class Slot:
    """A period, [first, last) (aware instants), of a tutor and a learner.

    except_ids: sessions that are not in the way.
    """

    tutor_id: UUID
    learner_id: UUID
    first: datetime
    last: datetime
    except_ids: tuple[UUID, ...] = ()


def busy_times(slot: Slot) -> list[Busy]:
    """Return the live sessions that overlap a period, in order of time."""
    return busy_times_of([slot])[0]


def busy_times_of(slots: Sequence[Slot]) -> list[list[Busy]]:
    """Return, for each of several periods, the live sessions that overlap it, in order of time."""
    values = {
        "tutors": [each.tutor_id for each in slots],
        "learners": [each.learner_id for each in slots],
        "firsts": [each.first for each in slots],
        "lasts": [each.last for each in slots],
    }
    found: list[list[Busy]] = [[] for _slot in slots]
    for number, key, start, end, same_tutor, learner, tutor, subject in db.execute(BUSY, values):
        if key not in slots[number - 1].except_ids:
            label = busy_label(learner=learner, tutor=tutor, subject=subject, same_tutor=same_tutor)
            found[number - 1].append(Busy(start, end, label, key))
    return found


def busy_label(*, learner: str, tutor: str, subject: str, same_tutor: bool) -> str:
    """Name a session that is in the way. same_tutor: of the tutor whose period it is, not only of the learner."""
    return f"{tutor} teaches {learner}" if same_tutor else f"{learner} has {subject} with {tutor}"
