"""Retires what the academy teaches no more, or brings it back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import text

from corved import clock
from corved.audit import record
from corved.database.session import db, transaction
from corved.problems import Problem
from corved.use_cases.academy.catalogue_steps import ONE, locked_offers, offer_among, words_of

# Open requests that have no tutor yet, by kind: who they are for.
WAITING = {
    "subjects": "r.subject_id = :key",
    "levels": "r.level_id = :key",
    "sizes": "exists (select from packages p where p.request_id = r.id and p.tier = :key and p.cancelled_at is null)",
}
LEARNERS = """
    select l.full_name || ', ' || s.name from requests r
    join learners l on l.id = r.learner_id join subjects s on s.id = r.subject_id
    where r.status in ('new', 'payment_pending', 'ready_to_match') and {condition}
    order by 1 limit 4
"""


def retire_offer(*, kind: str, key: UUID | int, is_retired: bool) -> bool:
    """Retire it: it is offered for no new course, and courses that have it keep it. Or bring it back.

    False when nothing changed. Raises Problem for the last of its kind, and for what a request without a tutor has,
    which is named; NotHere.
    """
    with transaction():
        offers = locked_offers(kind)
        offer = offer_among(kind, offers, key)
        if (offer.retired_at is not None) == is_retired:
            return False
        if is_retired:
            _refuse_to_retire(kind, offer, offers, key)
        offer.retired_at = clock.now() if is_retired else None
        action = "academy.offer_retired" if is_retired else "academy.offer_brought_back"
        record(action, details={ONE[kind]: words_of(kind, offer)})
    return True


def _refuse_to_retire(kind: str, offer: Any, offers: list[Any], key: UUID | int) -> None:
    words = words_of(kind, offer)
    if not any(each.retired_at is None and each is not offer for each in offers):
        raise Problem(f"{words} is the last {ONE[kind]}. Add another one first.")
    if kind in WAITING:
        waiting = list(db.scalars(text(LEARNERS.format(condition=WAITING[kind])), {"key": key}))
        if waiting:
            more = " and others" if len(waiting) > 3 else ""
            names = "; ".join(waiting[:3])
            raise Problem(f"{words} is wanted by {names}{more}. Choose a tutor or end the course first.")
