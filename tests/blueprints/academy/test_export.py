"""Leaving with everything, and what is kept of one person."""

import csv
import io
import json
import zipfile

import pytest

from corved.queries.academy.export import FILES
from tests import given
from tests.messages.waiting import letters, send


@pytest.fixture
def courses(world):
    return [
        given.a_running_course(learner=world.zara, tutor=world.tutor),
        given.a_running_course(learner=world.student_learner, tutor=world.other_tutor),
    ]


def files(answer):
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        return {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
        }


def test_it_has_every_row_of_every_file_and_no_secret(client, world, courses, superuser):
    send(*letters())
    found = files(client.sign_in_as(world.admin).get("/admin/export.zip"))

    assert set(found) == set(FILES)
    for name, table in (
        ("people", "users"),
        ("sessions", "sessions"),
        ("audit", "audit_logs"),
        ("payments", "payments"),
        ("messages", "messages"),
        ("told", "told"),
    ):
        assert len(found[name]) == superuser.execute(f"select count(*) from {table}").fetchone()[0]
    kept = superuser.execute(
        """select attname from pg_attribute where attrelid = 'sessions'::regclass and attnum > 0
             and not attisdropped and attgenerated = ''"""
    )
    assert set(found["sessions"][0]) == {name for (name,) in kept}
    assert found["sessions"][0]["scheduled_start_utc"].endswith("+00:00")
    assert "password_hash" not in found["people"][0]
    assert {each["whatsapp"] for each in found["people"]} == {"", "+92 300 0000000"}, (
        "a spreadsheet program would round it"
    )
    assert json.loads(found["schedules"][0]["pattern"])["days"] == [1, 3]
    assert all(isinstance(json.loads(each["details"]), dict) for each in found["audit"])
    assert found["academy"][0]["name"] == "Test Academy"


def test_every_file_says_that_it_is_utf_8(client, world, courses, superuser, cast_put_back):  # situation 9
    superuser.execute("update learners set full_name = 'فاطمہ علی' where id = %s", (world.zara,))
    answer = client.sign_in_as(world.admin).get("/admin/export.zip")
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as archive:
        assert all(archive.read(name).startswith(b"\xef\xbb\xbf") for name in archive.namelist())
    assert "فاطمہ علی" in {each["full_name"] for each in files(answer)["learners"]}


def test_a_persons_has_only_what_is_theirs(client, world, courses):
    found = files(client.sign_in_as(world.admin).get(f"/admin/people/{world.parent}/export.zip"))

    assert {each["account_user_id"] for each in found["sessions"]} == {str(world.parent)}
    assert [each["id"] for each in found["people"]] == [str(world.parent)]
    assert len(found["learners"]) == 2
    assert len(found["payments"]) == 1


def test_a_formula_is_none_in_a_spreadsheet(client, world, courses, superuser):
    superuser.execute("update sessions set tutor_notes = '=cmd()'")
    found = files(client.sign_in_as(world.admin).get("/admin/export.zip"))

    assert found["sessions"][0]["tutor_notes"] == "'=cmd()"


@pytest.mark.parametrize("url", ["/admin/export.zip", "/admin/people/{}/export.zip"])
def test_only_admins_leave_with_anything(client, world, url):
    for person in (world.parent, world.tutor):
        client.sign_in_as(person).get(url.format(world.parent), status=404)
    client.sign_in_as(world.admin).get("/admin/people/00000000-0000-4000-8000-000000000000/export.zip", status=404)
