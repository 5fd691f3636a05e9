"""Sells the next month with the terms of the last one: from the day after its last day, or from today."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from corved import clock
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Learner, Package, User
from corved.problems import Changed, NotHere
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.windows import WindowKind
from corved.use_cases.enrolment.steps import Terms, add_package, has_next, locked_request


@again_on_deadlock
def renew_package(*, package_id: UUID) -> UUID:
    """Sell the next month; it waits for its payment.

    Raises Changed when a later one exists (a second press), Problem for an ended request, NotHere.
    """
    with transaction():
        last = db.get(Package, package_id)
        if last is None:
            raise NotHere
        request = locked_request(last.request_id)
        db.refresh(last)
        if has_next(last):
            raise Changed("The next month is added already. Nothing was added twice.")
        last.not_renewing_at = None
        first = max(last.end_date + ONE_DAY, local_date(clock.now(), _zone_of(request.learner_id)))
        package = add_package(request, Terms(last.tier, first, WindowKind(last.window_kind)))
    return package.id


def _zone_of(learner_id: UUID) -> str:
    query = select(User.timezone).join(Learner, Learner.account_user_id == User.id).where(Learner.id == learner_id)
    return db.scalars(query).one()
