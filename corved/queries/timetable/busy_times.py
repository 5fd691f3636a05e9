"""Finds the sessions that make a tutor or a learner busy in a period."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, text

from corved.database.session import db
from corved.scheduling.obstacles import Busy

BUSY = text(
    """
    select s.id, s.scheduled_start_utc as start, s.scheduled_end_utc as "end",
           s.tutor_user_id = :tutor_id as same_tutor,
           (select full_name from learners where id = s.learner_id) as learner,
           (select full_name from users where id = s.tutor_user_id) as tutor,
           (select sub.name from matches m join requests r on r.id = m.request_id
            join subjects sub on sub.id = r.subject_id where m.id = s.match_id) as subject
    from sessions s
    where s.id in (
        select id from sessions where tutor_user_id = :tutor_id
            and tstzrange(scheduled_start_utc, scheduled_end_utc) && tstzrange(:first, :last)
            and is_live
        union all
        select id from sessions where learner_id = :learner_id
            and tstzrange(scheduled_start_utc, scheduled_end_utc) && tstzrange(:first, :last)
            and is_live)
      and s.id <> all(:except_ids)
    order by s.scheduled_start_utc
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
    return [
        Busy(row.start, row.end, _label(row), row.id)
        for row in db.execute(BUSY, {**asdict(slot), "except_ids": list(slot.except_ids)})
    ]


def _label(row: Row[Any]) -> str:
    if row.same_tutor:
        return f"{row.tutor} teaches {row.learner}"
    return f"{row.learner} has {row.subject} with {row.tutor}"
