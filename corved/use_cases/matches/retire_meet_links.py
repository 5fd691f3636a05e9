"""Deletes the Meet link of an earlier tutor when their last session of the match is over."""

from __future__ import annotations

from sqlalchemy import text

from corved import clock
from corved.database.session import db, transaction

# Pages and calendars lose the link, so this is a change of the match's link.
RETIRE = text(
    """
    with gone as (
        delete from meet_links k using matches m
        where m.id = k.match_id and m.tutor_user_id <> k.tutor_user_id
          and not exists (select 1 from sessions s where s.match_id = k.match_id
                            and s.tutor_user_id = k.tutor_user_id and s.scheduled_end_utc > :now)
        returning k.match_id)
    update matches set link_changes = link_changes + 1, link_changed_at = :now
    where id in (select match_id from gone)
    """
)


def retire_meet_links() -> None:
    with transaction():
        db.execute(RETIRE, {"now": clock.now()})
