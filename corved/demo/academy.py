"""Builds the demo academy through the use cases, as if its people had lived their last two months.

The same every time, counted from today in the academy's zone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from corved import clock
from corved.database.session import Identity, db, speak_for
from corved.demo.calendar import plan_ahead
from corved.demo.courses import COURSES
from corved.demo.lives import PRICES, Cast, live
from corved.demo.messages import write_messages
from corved.demo.people import ACADEMY_PEOPLE, EVERYBODY, KARACHI, PASSWORD
from corved.models import Level, Subject
from corved.scheduling.local_time import local_date
from corved.use_cases.academy.change_academy import AcademySettings, change_academy
from corved.use_cases.academy.set_prices import set_prices
from corved.use_cases.academy.set_up_academy import set_up_academy
from corved.use_cases.money.keep_way_to_pay import keep_way_to_pay
from corved.use_cases.money.set_pay_rate import set_pay_rate
from corved.use_cases.people.add_learner import add_learner
from corved.use_cases.people.change_person import Details, change_person
from corved.use_cases.people.create_person import create_person
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects

QUARTER = timedelta(days=90)
WAYS_TO_PAY = {
    "HBL, bank transfer": "Bulbul Academy\nPK36 HABB 0000 0000 0000 0000",
    "JazzCash": "Bulbul Academy, 0300 0000000",
}


def build_demo(say: Callable[[str], None]) -> None:
    """Fill an empty database with the demo academy. The caller has the operator's rights."""
    operator: Identity = db.info["identity"]
    now = clock.now()
    cast = Cast(local_date(now, KARACHI))
    with clock.at(now - QUARTER):
        say("  people ...")
        _people(cast)
    speak_for(Identity("app_admin", cast.people["amna"]))
    for number, course in enumerate(COURSES):
        say(f"  {course.learner}, {course.subject} ...")
        live(cast, course, number, now)
    say("  the calendar ...")
    plan_ahead(cast)
    say("  the messages ...")
    write_messages(now)
    speak_for(operator)


def _people(cast: Cast) -> None:
    owner, *others = EVERYBODY
    settings = AcademySettings("Bulbul Academy", KARACHI, "+922100000000", 24)
    cast.people[owner.key] = set_up_academy(
        full_name=owner.name,
        email=owner.email,
        password=PASSWORD,
        timezone=owner.timezone,
        academy=settings.name,
        whatsapp=settings.whatsapp,
    )
    change_academy(settings=settings)
    set_prices(prices={(tier, "PKR"): amount for tier, amount in PRICES.items()}, currency="PKR")
    for name, details in WAYS_TO_PAY.items():
        keep_way_to_pay(currency="PKR", name=name, details=details)
    change_person(
        person_id=cast.people[owner.key], details=Details(owner.name, owner.email, "+923000000000"), roles=owner.roles
    )
    cast.subjects = {row.name: row.id for row in db.scalars(select(Subject))}
    cast.levels = {row.name: row.id for row in db.scalars(select(Level))}
    db.rollback()
    for number, somebody in enumerate(others, start=1):
        cast.people[somebody.key] = create_person(
            full_name=somebody.name,
            email=somebody.email,
            timezone=somebody.timezone,
            roles=somebody.roles,
            password=PASSWORD,
            whatsapp=f"+9230000000{number:02d}",
        )
        for learner in somebody.learners:
            cast.learners[learner] = add_learner(account_user_id=cast.people[somebody.key], full_name=learner)
    for tutor in ACADEMY_PEOPLE:
        subjects = [(cast.subjects[name], level) for name in tutor.teaches for level in cast.levels.values()]
        set_tutor_subjects(tutor_id=cast.people[tutor.key], is_approved=True, subjects=subjects)
        set_pay_rate(
            tutor_id=cast.people[tutor.key], kind="hour", amount=1_500, currency="PKR", since=cast.today - QUARTER
        )
