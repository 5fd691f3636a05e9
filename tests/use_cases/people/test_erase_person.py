"""An erased person leaves no trace in a dump, and every sum stays."""

import subprocess
from datetime import date

import pytest
from sqlalchemy import select

from corved.database.embedded import SUPERUSER
from corved.database.session import db
from corved.models import Learner, User
from corved.problems import Problem
from corved.queries.matches.match_page import match_page
from corved.use_cases.enrolment.correct_request import correct_request
from corved.use_cases.enrolment.refund_package import RefundOrder, refund_package
from corved.use_cases.matches.stop_match import stop_match
from corved.use_cases.people.change_person import Details, change_person
from corved.use_cases.people.create_person import create_person
from corved.use_cases.people.erase_person import erase_person
from corved.use_cases.people.set_active import set_active
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.write_note import write_note
from tests import given
from tests.messages.waiting import letters, send

PLANTED = {
    "name": "Quetzal Planted", "old name": "Quetzalina Before", "email": "quetzal@planted.example",
    "old email": "before@planted.example", "number": "+923459998877", "learner": "Xanthe Planted",
    "note": "Xanthe solved PLANTEDNOTE", "why": "PLANTEDREASON of the family", "goals": "PLANTEDGOALS",
    "board": "PLANTEDBOARD", "reference": "PLANTEDREF", "refund": "PLANTEDREFUND",
}  # fmt: skip


def dump(cluster):
    url = cluster.url(SUPERUSER).set(drivername="postgresql").render_as_string(hide_password=False)
    command = [cluster.binaries / "pg_dump", "--data-only", url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def erased(world, cast_put_back):
    person = create_person(
        full_name=PLANTED["old name"], email=PLANTED["old email"], timezone="Asia/Karachi", roles=["parent"],
        learners=[PLANTED["learner"]], whatsapp=PLANTED["number"],
    )  # fmt: skip
    details = Details(PLANTED["name"], PLANTED["email"], PLANTED["number"])
    change_person(person_id=person, details=details, roles=["parent"])
    learner = db.scalar(select(Learner.id).where(Learner.account_user_id == person))
    db.rollback()
    course = given.a_running_course(learner=learner, tutor=world.tutor)
    first, second, *_rest = given.sessions_of(course)
    correct_request(request_id=course.request, level="o_level", board=PLANTED["board"], goals=PLANTED["goals"])
    given.record_payment(
        package_id=course.package, amount_pkr=100, paid_on=date(2026, 3, 2), bank_reference=PLANTED["reference"],
        is_another=True,
    )  # fmt: skip
    refund_package(
        request_id=course.request, package_id=course.package,
        refund=RefundOrder(100, date(2026, 3, 2), PLANTED["refund"]),
    )  # fmt: skip
    moved = second.local_start.replace(hour=20)
    move_session(session_id=second.id, local_start=moved, timezone=second.timezone, reason=PLANTED["why"])
    send(*letters())
    with given.after(first.scheduled_end_utc, 5):
        mark_session(session_id=first.id, status="done")
        write_note(session_id=first.id, notes=PLANTED["note"])
        stop_match(match_id=course.match, status="ended", reason=PLANTED["why"])
    return person, course


def test_a_dump_has_no_trace_of_an_erased_person_and_the_account_stays(erased, cluster):
    person, course = erased
    before = dump(cluster)
    assert [key for key, word in PLANTED.items() if word not in before] == [], "each was kept somewhere"
    account = match_page(course.match).packages[0].account
    set_active(person_id=person, is_active=False)

    erase_person(person_id=person)

    after = dump(cluster)
    assert [key for key, word in PLANTED.items() if word in after] == []
    assert [part for word in PLANTED.values() for part in word.split() if len(part) > 8 and part in after] == []
    assert "Quetzal" not in after
    assert "Xanthe" not in after
    assert match_page(course.match).packages[0].account == account
    assert match_page(course.match).packages[0].money.received_pkr == 24100


def test_somebody_who_can_sign_in_or_has_sessions_to_come_is_not_erased(world, cast_put_back):
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    for active in (True, False):
        with pytest.raises(Problem, match="Deactivate them first"):
            erase_person(person_id=world.parent)
        if active:
            set_active(person_id=world.parent, is_active=False)
    assert db.get(User, world.parent).full_name == "Nadia Khan"
