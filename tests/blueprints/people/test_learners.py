"""Learners of a family: renamed, merged, removed, and asked about where they look alike."""

import pytest
from sqlalchemy import select

from corved.database.session import db
from corved.models import Learner, Request, Session
from corved.problems import NotHere, Problem
from corved.use_cases.enrolment.correct_request import correct_request
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.people.add_learner import add_learner
from corved.use_cases.people.merge_learners import merge_learners
from corved.use_cases.people.rename_learner import rename_learner
from corved.use_cases.people.set_tutor_subjects import set_tutor_subjects
from tests import given


@pytest.fixture
def admin(client, world, cast_put_back):
    return client.sign_in_as(world.admin)


def names_of(account):
    found = set(db.scalars(select(Learner.full_name).where(Learner.account_user_id == account)))
    db.rollback()
    return found


def url_of(world, learner, act=""):
    return f"/admin/people/{world.parent}/learners/{learner}{act}"


def test_a_mistyped_name_is_corrected_everywhere(admin, world):  # situation 4
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    admin.get(url_of(world, world.zara))
    admin.follow(admin.post(url_of(world, world.zara), {"full_name": "Zahra Khan"}, status=303))

    assert "The name is changed" in admin.page.says("#toasts")
    admin.get("/admin/learners")
    assert "Zahra Khan" in admin.page.text
    assert "Zara Khan" not in admin.page.text
    admin.get(url_of(world, world.zara))
    admin.post(url_of(world, world.zara), {"full_name": "see www.x.com"}, status=422)
    assert "cannot contain" in admin.page.says("#learner-summary")


def test_a_learner_who_was_created_twice_is_merged(admin, world):
    first = given.a_running_course(learner=world.zara, tutor=world.tutor)
    again = add_learner(account_user_id=world.parent, full_name="Zara Kahn", is_another=True)
    second = given.a_running_course(
        learner=again, tutor=world.other_tutor, subject="Physics", pattern=given.a_schedule((2, 4), "11:00")
    )
    admin.get(url_of(world, again))
    assert "1 course of Zara Kahn" in admin.page.says("#merge")
    admin.follow(admin.post(url_of(world, again, "/merger"), {"into": str(world.zara)}, status=303))

    assert "Everything belongs to Zara Khan now" in admin.page.says("#toasts")
    assert {each.learner_id for each in (*given.sessions_of(first), *given.sessions_of(second))} == {world.zara}
    assert names_of(world.parent) == {"Zara Khan", "Yusuf Khan"}


def test_two_with_the_same_subject_or_hour_are_not_merged(admin, world):
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    given.a_running_course(learner=world.yusuf, tutor=world.other_tutor, subject="Physics")
    pair = {"account_user_id": world.parent, "learner_id": world.yusuf, "into_id": world.zara}
    with pytest.raises(Problem, match="a session at the same time"):
        merge_learners(**pair)
    math = db.scalars(select(Request.subject_id).where(Request.learner_id == world.zara)).one()
    open_request(learner_id=world.yusuf, subject_id=math, level_id=given.level_id("O Levels"))
    with pytest.raises(Problem, match="open course for the same"):
        merge_learners(**pair)
    with pytest.raises(NotHere):
        merge_learners(**pair | {"into_id": world.student_learner})
    assert len(list(db.scalars(select(Session.id)))) == 16


def test_a_learner_is_removed_only_while_nothing_hangs_on_it(admin, world):
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    admin.get(url_of(world, world.zara))
    assert not admin.page.soup.select("#learner-remove")
    admin.follow(admin.post(url_of(world, world.zara, "/removal"), {}, status=303))
    assert "cannot be removed" in admin.page.says("#toasts")

    admin.follow(admin.post(url_of(world, world.yusuf, "/removal"), {}, status=303))
    assert "Yusuf Khan is removed" in admin.page.says("#toasts")
    assert names_of(world.parent) == {"Zara Khan"}


def test_a_learner_is_looked_up_through_the_family(admin, world):
    admin.get(f"/admin/people/{world.student}/learners/{world.zara}", status=404)
    with pytest.raises(NotHere):
        rename_learner(account_user_id=world.student, learner_id=world.zara, full_name="X Y")


@pytest.mark.parametrize("name", ["Zara Kahn", "Zara", "zara khan", "Zara Khann", "Miss Zara Khan"])
def test_a_name_that_looks_alike_is_asked_about(admin, world, name):
    url = f"/admin/people/{world.parent}"
    admin.get(url)
    admin.post(f"{url}/learners", {"full_name": name}, status=422)
    assert "Zara Khan may be the same learner" in admin.page.text
    admin.follow(admin.post(f"{url}/learners", {"full_name": name, "is_another": "y"}, status=303))
    assert len(names_of(world.parent)) == 3


def test_adding_the_same_learner_twice_gives_one(admin, world):
    url = f"/admin/people/{world.parent}"
    admin.get(url)
    admin.post(f"{url}/learners", {"full_name": "Omar Khan"}, status=303)
    admin.post(f"{url}/learners", {"full_name": "Omar Khan"}, status=422)
    admin.post(f"{url}/learners", {"full_name": "Omar Khan", "is_another": "y"}, status=422)
    assert len(names_of(world.parent)) == 3


@pytest.mark.parametrize("by", ["an admin", "the student"])
def test_a_student_and_their_own_learner_are_renamed_together(client, admin, world, by):  # situation 3
    given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    if by == "an admin":
        details = {"email": "student@test.example", "roles": ["student"], "had": "student"}
        admin.get(f"/admin/people/{world.student}")
        admin.post(f"/admin/people/{world.student}", details | {"full_name": "Ayan Sheikh"}, status=303)
    else:
        client.sign_in_as(world.student).get("/profile")
        own = {"full_name": "Ayan Sheikh", "timezone": "America/New_York", "clock": "24"}
        client.post("/profile", own, status=303)

    assert names_of(world.student) == {"Ayan Sheikh"}
    client.sign_in_as(world.admin).get("/admin/learners")
    assert "Ayan Sheikh" in client.page.text
    assert "Ayaan Sheikh" not in client.page.text


def test_a_request_is_corrected(admin, world):
    course = given.a_matched_course(learner=world.zara, tutor=world.tutor)
    url = f"/admin/requests/{course.request}"
    admin.get(url)
    corrected = {"level": str(given.level_id("A Levels")), "board": "Cambridge", "goals": "An A."}
    admin.follow(admin.post(url, corrected, status=303))
    assert "The course is changed." in admin.page.says("#toasts")
    assert "A Levels" in admin.page.text
    set_tutor_subjects(tutor_id=world.tutor, is_approved=True, subjects=[])
    with pytest.raises(Problem, match="Tariq Tutor is not approved for Math, O Levels"):
        correct_request(request_id=course.request, level_id=given.level_id("O Levels"))


def test_the_same_name_is_refused_where_a_name_like_it_is_there_too(world, cast_put_back):
    add_learner(account_user_id=world.parent, full_name="Zara Kahn", is_another=True)
    for name in ("Zara Khan", "Zara Kahn"):
        with pytest.raises(Problem, match="is a learner of this family already"):
            add_learner(account_user_id=world.parent, full_name=name, is_another=True)


def test_a_new_person_with_the_number_of_another_or_learners_alike_is_asked_about(admin, world):
    admin.get("/admin/people/new")
    mother = {"full_name": "Sana Malik", "email": "sana@example.com", "timezone": "Asia/Karachi", "roles": ["parent"]}
    same_number = mother | {"whatsapp": "0300 0000000", "learners": "Ali Malik"}
    admin.post("/admin/people", same_number, status=422)
    assert "has this number already. Is Sana Malik a different person?" in admin.page.text
    alike = mother | {"learners": "Ali Malik\nAli Malick"}
    admin.post("/admin/people", alike, status=422)
    assert "Ali Malik and Ali Malick may be the same learner. Are they different people?" in admin.page.text
    assert admin.page.one("#new-person-another")
    admin.post("/admin/people", same_number | {"is_another": "y"}, status=303)
    admin.get("/admin/families?search=Sana")
    assert "Sana Malik" in admin.page.says("#people")
