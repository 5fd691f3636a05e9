"""Creates what lies ahead in the demo: hours, a holiday, a leave, a change of schedule, next packages."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from corved.database.session import db
from corved.demo.lives import PRICES, Cast
from corved.demo.people import KARACHI, LONDON
from corved.problems import Problem
from corved.queries.matches.match_page import match_page
from corved.scheduling.obstacles import Closed
from corved.scheduling.pattern import Pattern
from corved.scheduling.time_limits import ONE_DAY
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.enrolment.record_payment import record_payment
from corved.use_cases.enrolment.sell_package import sell_package
from corved.use_cases.enrolment.steps import Terms
from corved.use_cases.matches.change_schedule import change_schedule
from corved.use_cases.people.set_weekly_hours import set_weekly_hours

# Running matches, by learner and subject, the package that ends first in front.
RUNNING = text(
    """
    select m.id as match_id, m.request_id, p.tier, p.end_date, l.full_name as learner, sub.name as subject
    from matches m
    join requests r on r.id = m.request_id
    join learners l on l.id = r.learner_id
    join subjects sub on sub.id = r.subject_id
    join packages p on p.request_id = r.id
    where m.status = 'active'
    order by p.end_date, l.full_name, sub.name
    """
)
EVENINGS = tuple((day, 16 * 60, 23 * 60) for day in range(7))


def plan_ahead(cast: Cast) -> None:
    """Create the demo's closures, leave, schedule changes and next packages, after its past was created.

    The caller has an admin's rights.
    """
    set_weekly_hours(tutor_id=cast.people["sana"], hours=WeeklyHours(KARACHI, EVENINGS))
    holiday = cast.today + timedelta(days=9)
    add_closure(closed=Closed("Founder's Day", holiday, holiday, KARACHI))
    leave = cast.today + timedelta(days=20)
    wedding = Closed("A wedding in the family", leave, leave + 2 * ONE_DAY, LONDON, is_leave=True)
    add_closure(closed=wedding, tutor_id=cast.people["usman"])

    rows = db.execute(RUNNING).all()
    for row in rows[:3]:
        package = sell_package(request_id=row.request_id, terms=Terms(row.tier, row.end_date + ONE_DAY))
        if row is not rows[2]:
            record_payment(package_id=package, amount=PRICES[row.tier], paid_on=cast.today)
    last = rows[-1]
    agreed = match_page(last.match_id).agreed
    assert agreed is not None
    since = cast.today + timedelta(days=5)
    with suppress(Problem):  # on some days it does not fit, and the demo does without
        change_schedule(match_id=last.match_id, since=since, pattern=_an_hour_later(agreed.on(since)))


def _an_hour_later(pattern: Pattern) -> Pattern:
    return replace(pattern, time=pattern.time.replace(hour=min(23, pattern.time.hour + 1)))
