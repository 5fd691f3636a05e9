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
from corved.use_cases.people.merge_learners import merge_learners
from corved.use_cases.people.remove_learner import remove_learner
from corved.use_cases.people.rename_learner import rename_learner
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
    "old learner": "Zedold Renamed", "merged learner": "Zedmerge Merged", "removed learner": "Zedgone Removed",
}  # fmt: skip


def dump(cluster):
    url = cluster.url(SUPERUSER).set(drivername="postgresql").render_as_string(hide_password=False)
    command = [cluster.binaries / "pg_dump", "--data-only", url]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def erased(world, cast_put_back):
    person = create_person(
        full_name=PLANTED["old name"], email=PLANTED["old email"], timezone="Asia/Karachi", roles=["parent"],
        learners=[PLANTED["old learner"], PLANTED["merged learner"], PLANTED["removed learner"]],
        whatsapp=PLANTED["number"],
    )  # fmt: skip
    details = Details(PLANTED["name"], PLANTED["email"], PLANTED["number"])
    change_person(person_id=person, details=details, roles=["parent"])
    learners = dict(db.execute(select(Learner.full_name, Learner.id).where(Learner.account_user_id == person)).all())
    db.rollback()
    learner = learners[PLANTED["old learner"]]
    rename_learner(account_user_id=person, learner_id=learner, full_name=PLANTED["learner"])
    merge_learners(account_user_id=person, learner_id=learners[PLANTED["merged learner"]], into_id=learner)
    remove_learner(account_user_id=person, learner_id=learners[PLANTED["removed learner"]])
    course = given.a_running_course(learner=learner, tutor=world.tutor)
    first, second, *_rest = given.sessions_of(course)
    correct_request(
        request_id=course.request, level_id=given.level_id("O Levels"), board=PLANTED["board"], goals=PLANTED["goals"]
    )
    given.record_payment(
        package_id=course.package, amount=100, paid_on=date(2026, 3, 2), bank_reference=PLANTED["reference"],
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
    assert match_page(course.match).packages[0].money.received == 24100


def test_somebody_who_can_sign_in_or_has_sessions_to_come_is_not_erased(world, cast_put_back):
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    for active in (True, False):
        with pytest.raises(Problem, match="Deactivate them first"):
            erase_person(person_id=world.parent)
        if active:
            set_active(person_id=world.parent, is_active=False)
    assert db.get(User, world.parent).full_name == "Nadia Khan"


def test_other_peoples_names_and_notes_stay_whole(erased, world, superuser):
    """An erased learner has a short name that is part of others'."""
    person, course = erased
    learner = given.sessions_of(course)[0].learner_id
    rename_learner(account_user_id=person, learner_id=learner, full_name="Ali")
    for name in (
        "Alison Marsh",
        "Khalid Ali Raza",
        "Alimuddin Ali",
        PLANTED["name"] + " Durrani",
        "Quetzal Planted-Shah",
    ):
        create_person(full_name=name, email="", timezone="Asia/Karachi", roles=["parent"], learners=[name],
                      whatsapp=f"+9230100000{len(name)}", is_another=True)  # fmt: skip
    others = "select id from users where full_name ~ 'Ali|Durrani|-Shah'"
    query = f"select details::text from audit_logs where entity_id in ({others})"
    before = superuser.execute(query + " order by id").fetchall()
    assert len(before) >= 3
    set_active(person_id=person, is_active=False)

    erase_person(person_id=person)

    assert superuser.execute(query + " order by id").fetchall() == before
    assert "erased" not in str(superuser.execute("select full_name from users").fetchall())


def test_messages_to_others_name_them_no_longer(erased, world, superuser, cluster):
    person, _course = erased
    message = """insert into messages (situation, about, user_id, version, body, changed_at, sent_at)
                 values ('closure_tutor', gen_random_uuid(), %s, '1', %s, now(), now())"""
    superuser.execute(message, (world.tutor, f"Holiday: {PLANTED['learner']} on Wed, Zed Other on Thu"))

    set_active(person_id=person, is_active=False)

    erase_person(person_id=person)

    assert "Xanthe" not in dump(cluster)
    written = superuser.execute("select body from messages where situation = 'closure_tutor'").fetchall()
    assert ("Holiday: erased on Wed, Zed Other on Thu",) in written


def test_a_sessions_page_still_shows_its_history(erased, client, world):
    person, course = erased
    set_active(person_id=person, is_active=False)
    erase_person(person_id=person)
    for session in given.sessions_of(course)[:2]:
        client.sign_in_as(world.admin).get(f"/admin/sessions/{session.id}")
        assert "deleted automatically" in client.page.text or "Moved" in client.page.text
        client.sign_in_as(world.tutor).get(f"/tutor/sessions/{session.id}")


def test_a_name_with_quotes_and_a_chain_of_merges_are_erased(world, cast_put_back, cluster):
    person = create_person(
        full_name='Sara "Noorplanted"', email="noor@planted.example", timezone="Asia/Karachi", roles=["parent"],
        learners=["Alphaone Planted", "Betatwo Planted", 'Thetatwo "Bee"'],
    )  # fmt: skip
    learners = dict(db.execute(select(Learner.full_name, Learner.id).where(Learner.account_user_id == person)).all())
    db.rollback()
    first, second, third = (learners[each] for each in ("Alphaone Planted", "Betatwo Planted", 'Thetatwo "Bee"'))
    merge_learners(account_user_id=person, learner_id=first, into_id=second)
    merge_learners(account_user_id=person, learner_id=second, into_id=third)
    set_active(person_id=person, is_active=False)

    erase_person(person_id=person)

    after = dump(cluster)
    assert [
        word for word in ("Noorplanted", "Alphaone", "Betatwo", "Thetatwo", "planted.example") if word in after
    ] == []


def test_a_tutors_namesake_keeps_their_name(world, cast_put_back, superuser):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    stop_match(match_id=course.match, status="ended", reason="moved away")
    kept = superuser.execute("select count(*) from cancelled_sessions where tutor = 'Tariq Tutor'").fetchone()
    assert kept[0] > 0
    namesake = create_person(
        full_name="Tariq Tutor", email="namesake@test.example", timezone="Asia/Karachi", roles=["parent"],
        learners=["Somebody"], is_another=True,
    )  # fmt: skip
    set_active(person_id=namesake, is_active=False)

    erase_person(person_id=namesake)

    assert superuser.execute("select count(*) from cancelled_sessions where tutor = 'Tariq Tutor'").fetchone() == kept
