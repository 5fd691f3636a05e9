"""Ends the matches whose last month is over and is not renewed."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import ONE_DAY
from corved.use_cases.matches.stop_steps import stop
from corved.use_cases.timetable.locked_match import locked_match

# Nothing is owed, and nothing is to come.
FINISHED = text(
    """
    select m.id, p.end_date, m.learner_zone
    from match_facts m
    join lateral (select * from packages p where p.request_id = m.request_id and p.cancelled_at is null
                  order by p.end_date desc limit 1) p on true
    where m.status in ('matched', 'active') and p.not_renewing_at is not null and p.end_date < :today
      and (cast(:match_id as uuid) is null or m.id = :match_id)
      and not exists (select 1 from owed_sessions o where o.match_id = m.id)
      and not exists (select 1 from sessions s where s.match_id = m.id and s.is_to_come)
    order by m.id
    """
)


def end_finished_matches() -> int:
    """End each match whose last month is over for a day and is not renewed, and return how many.

    Until then "not renewing" can be undone. A match that owes a make-up, or has an unmarked session, waits.
    """
    now = clock.now()
    rows = db.execute(FINISHED, {"today": local_date(now, "Pacific/Kiritimati"), "match_id": None}).all()
    db.rollback()
    over = [row.id for row in rows if local_date(now, row.learner_zone) > row.end_date + ONE_DAY]
    return sum(_end(match_id) for match_id in over)


@again_on_deadlock
def _end(match_id: UUID) -> bool:
    with transaction():
        course = locked_match(match_id)
        still = db.execute(FINISHED, {"today": local_date(clock.now(), "Pacific/Kiritimati"), "match_id": match_id})
        if still.one_or_none() is None:
            return False
        stop(course, "ended", reason="The month is over and is not renewed.")
    return True
