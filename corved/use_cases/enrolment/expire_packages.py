"""Expires packages whose last day is over where the learner lives."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select, text

from corved import clock
from corved.audit import record
from corved.database.deadlocks import again_on_deadlock
from corved.database.session import db, transaction
from corved.models import Package
from corved.scheduling.local_time import local_date
from corved.scheduling.time_limits import ONE_DAY

ONE_AT_A_TIME = 0x65787069  # any number that nothing else uses
RUNNING = """
    select p.id, p.end_date, a.timezone, (select y.is_paid from package_money y where y.id = p.id) as is_paid
    from packages p
    join requests r on r.id = p.request_id
    join learners l on l.id = r.learner_id
    join users a on a.id = l.account_user_id
    where p.cancelled_at is null and """
OVER = text(RUNNING + "p.status = 'active' and p.end_date < :tomorrow order by p.id")
TOO_EARLY = text(RUNNING + "p.status = 'expired' and p.end_date >= :today order by p.id")


@again_on_deadlock
def expire_packages() -> int:
    """Expire the packages whose last day is over, and return how many.

    However many processes do it at once, each package expires once. Make-ups stay due, and a session that is marked
    afterwards still counts. One that was expired while a clock was wrong, and is not over, is active again.
    """
    now = clock.now()
    with transaction():
        db.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        rows = db.execute(OVER, {"tomorrow": local_date(now, "Pacific/Kiritimati")}).all()
        over = [row.id for row in rows if local_date(now, row.timezone) > row.end_date]
        query = select(Package).where(Package.id.in_(over), Package.status == "active").order_by(Package.id)
        packages = db.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
        _bring_back(now)
        for package in packages:
            package.status = "expired"
            record("package.expired", entity_id=package.id)
    return len(packages)


def _bring_back(now: datetime) -> None:
    """Undo the expiry of packages whose last day is not over."""
    rows = db.execute(TOO_EARLY, {"today": local_date(now, "Pacific/Kiritimati") - 2 * ONE_DAY}).all()
    for row in rows:
        if local_date(now, row.timezone) <= row.end_date:
            db.get_one(Package, row.id, with_for_update=True).status = "active" if row.is_paid else "pending"
            record("package.expiry_undone", entity_id=row.id)
