"""What an admin sets for the academy and for a person."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from corved.database.session import db
from corved.models import Academy, Request, Subject, User
from corved.problems import NotHere
from corved.scheduling.zones import UnknownZone
from corved.use_cases.academy.change_academy import AcademySettings, change_academy
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.people.change_zone import change_zone
from tests.given import level_id

SETTINGS = AcademySettings("Test Academy", "Asia/Karachi", "+922100000000", 24)


@pytest.mark.usefixtures("cast_put_back")
def test_the_academy_is_changed_once(world):
    changed = replace(SETTINGS, cutoff_hours=48, timezone="Asia/Dubai")

    assert change_academy(settings=changed)
    assert not change_academy(settings=changed)

    academy = db.scalars(select(Academy)).one()
    assert (academy.cutoff_hours, academy.timezone) == (48, "Asia/Dubai")


def test_the_academys_zone_has_a_name(world):
    with pytest.raises(UnknownZone):
        change_academy(settings=replace(SETTINGS, timezone="UTC+5"))


@pytest.mark.usefixtures("cast_put_back")
def test_a_persons_zone_is_changed_once(world):
    assert change_zone(person_id=world.parent, timezone="Asia/Dubai")
    assert not change_zone(person_id=world.parent, timezone="Asia/Dubai")

    assert db.get_one(User, world.parent, populate_existing=True).timezone == "Asia/Dubai"
    with pytest.raises(UnknownZone):
        change_zone(person_id=world.parent, timezone="Mars/Phobos")
    with pytest.raises(NotHere):
        change_zone(person_id=world.zara, timezone="Asia/Dubai")


def test_goals_of_blanks_are_none(world):
    math = db.scalars(select(Subject.id).where(Subject.name == "Math")).one()

    request = open_request(learner_id=world.zara, subject_id=math, level_id=level_id("O Levels"), goals="  ", board=" ")

    kept = db.get_one(Request, request)
    assert (kept.goals, kept.board) == (None, None)
