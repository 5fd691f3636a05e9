"""From an empty database to somebody who runs the academy: the first page, settings, the first steps."""

import pytest

from corved.values.derived_secrets import is_setup_code, setup_code
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view
from tests.conftest import CAST_TABLES

FILLED = {
    "code": setup_code("t" * 40),
    "academy": "Nur Academy",
    "whatsapp": "0300 7654321",
    "timezone": "Asia/Karachi",
    "full_name": "Noor Ahmad",
    "email": "Noor@Test.Example",
    "password": "a long enough one",
}


@pytest.fixture
def empty(cast_put_back, superuser):
    """The database as a new one is."""
    with superuser.transaction():
        superuser.execute("set local session_replication_role = replica")
        for table in (*CAST_TABLES, "tutor_profiles", "tutor_subjects"):
            superuser.execute(f"delete from {table}")


def test_an_empty_academy_leads_to_the_first_page_and_that_to_a_signed_in_owner(client, empty, superuser):
    for url in ("/sign-in",):
        assert client.browser.get(url).headers["Location"] == "/setup"
    client.get("/setup")

    client.follow(client.post("/setup", FILLED, status=303))

    assert client.page.says("h1") == "First steps"
    assert client.page.says("main").count("to do") == 5
    assert client.browser.get("/setup").headers["Location"] == "/sign-in"
    row = superuser.execute("select name, whatsapp from academy").fetchone()
    assert row == ("Nur Academy", "+923007654321")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("code", "AAAA-BBBB-CCCC", "This code is not right."),
        ("code", "", "Enter the code that the terminal printed."),
        ("whatsapp", "12", "“12” cannot be read as one phone number. Enter it like 0300 1234567"),
        ("timezone", "Mars", "Mars"),
        ("password", "short", "at least 10"),
        ("email", "nobody", "not an e-mail address"),
        ("full_name", "", "Enter a name."),
    ],
)
def test_nothing_is_set_up_while_something_is_wrong(client, empty, superuser, field, value, words):
    client.get("/setup")
    client.post("/setup", FILLED | {field: value}, status=422)

    assert words in client.page.says("#setup-summary")
    assert superuser.execute("select count(*) from users").fetchone() == (0,)


def test_an_academy_that_is_there_is_not_set_up_again(client, world):
    assert client.browser.get("/setup").headers["Location"] == "/sign-in"
    client.get("/sign-in")
    assert client.post("/setup", FILLED, status=303).headers["Location"] == "/sign-in"


def test_the_code_is_read_however_it_is_typed():
    code = setup_code("s" * 40)
    assert is_setup_code(code.lower().replace("-", " "), "s" * 40)
    assert not is_setup_code(code, "x" * 40)
    assert not is_setup_code("", "s" * 40)


def test_the_settings_of_the_academy_are_changed_and_logged(client, world, superuser):
    client.sign_in_as(world.admin).get("/admin/academy")
    form = {each["name"]: each.get("value", "") for each in client.page.soup.select("#academy input[name]")}
    try:
        client.follow(
            client.post("/admin/academy", form | {"cutoff_hours": "36", "whatsapp": "0300 1111111"}, status=303)
        )
        assert "Saved." in client.page.says("#toasts")
        assert client.page.soup.select_one("#academy-cutoff")["value"] == "36"
        client.post("/admin/academy", form | {"cutoff_hours": "169"}, status=422)
        assert "0 to 168" in client.page.says("#academy-summary")
    finally:
        superuser.execute("update academy set cutoff_hours = 24, whatsapp = '+922100000000'")
    logged = superuser.execute("select details -> 'to' ->> 'whatsapp' from audit_logs where action = 'academy.changed'")
    assert logged.fetchone() == ("+923001111111",)


def test_only_admins_see_and_change_the_settings(client, world):
    others = [world.student, world.parent, world.tutor]
    ask_of_a_writing_view(client, "/admin/academy", {}, not_for=others, owner=world.admin, answers_get=True)


def test_the_settings_say_when_the_last_backup_was_written(client, world, superuser):
    superuser.execute("update app.keys set backed_up_at = null")
    client.sign_in_as(world.admin).get("/admin/academy")
    assert "There is no backup yet." in client.page.says("#backed-up")
    superuser.execute("update app.keys set backed_up_at = '2026-03-01 21:00Z'")
    try:
        client.get("/admin/academy")
        assert "Mon 2 Mar, 02:00 Karachi" in client.page.says("#backed-up")
    finally:
        superuser.execute("update app.keys set backed_up_at = null")


def test_the_first_steps_are_ticked_as_they_are_done(client, world):
    """A tutor is there and approved, and a family; no request, match or session."""
    client.sign_in_as(world.admin).get("/admin/start")
    assert client.page.says("main").count("to do") == 2
    given.a_running_course(learner=world.zara, tutor=world.tutor)
    client.get("/admin/start")
    assert client.page.says("main").count("to do") == 0
