"""What programs ask that watch over CorvEd."""

import logging

import pytest
from sqlalchemy import text

from corved import clock
from corved.database import clock_gap
from corved.database.migrate import newest_revision
from corved.database.session import db
from corved.server import logs
from corved.server.scheduler import keep_house
from corved.smtp import MailServer
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.people.create_person import create_person
from tests import given

NOTE = "Fractions with 0300 7654321"


def test_the_process_lives_without_a_database(client, world, database):
    database.goes_away()
    assert client.browser.get("/healthz").get_data(as_text=True) == "alive\n"


def test_it_is_ready_while_the_database_answers(client, world, database):
    assert client.browser.get("/readyz").get_data(as_text=True) == "ready\n"
    database.goes_away()
    answer = client.browser.get("/readyz")
    assert (answer.status_code, answer.get_data(as_text=True)) == (503, "The database does not answer.\n")


def test_it_is_not_ready_with_another_schema(client, world, superuser):
    superuser.execute("update alembic_version set version_num = '0112'")
    try:
        answer = client.browser.get("/readyz")
    finally:
        superuser.execute("update alembic_version set version_num = %s", (newest_revision(),))
    assert answer.status_code == 503
    assert "Run: corved migrate" in answer.get_data(as_text=True)


def test_a_wrong_clock_stops_what_depends_on_the_day(client, world, monkeypatch):
    monkeypatch.setattr(clock_gap, "MOST_SECONDS", -1)
    answer = client.browser.get("/readyz")
    assert answer.status_code == 503
    assert "Correct the clocks" in answer.get_data(as_text=True)
    with pytest.raises(clock_gap.WrongClock):
        keep_house()
    with pytest.raises(clock_gap.WrongClock):
        start_generation_run([])


def test_the_numbers_are_for_this_machine_only(client, world, app):
    given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    answer = client.browser.get("/metrics")
    assert answer.status_code == 200
    numbers = answer.get_data(as_text=True)
    for name in (
        "corved_requests_total",
        "corved_request_seconds",
        "corved_database_seconds",
        "corved_due_messages",
        "corved_unmarked_sessions",
        "corved_failed_mails",
        "corved_job_last_run_seconds",
    ):
        assert name in numbers
    assert client.browser.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.1"}).status_code == 404
    assert client.browser.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404


def test_a_token_opens_the_numbers_from_elsewhere(client, world, app, monkeypatch):
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "a token")
    elsewhere = {"REMOTE_ADDR": "192.0.2.1"}
    assert client.browser.get("/metrics", environ_base=elsewhere).status_code == 404
    right = {"Authorization": "Bearer a token"}
    assert client.browser.get("/metrics", environ_base=elsewhere, headers=right).status_code == 200


def test_each_request_is_one_line_with_its_route_and_never_its_address(client, world, caplog):
    caplog.set_level(logging.INFO, "corved")
    client.sign_in_as(world.admin)
    answer = client.browser.get(f"/admin/people/{world.tutor}?timezone=Asia/Karachi")
    line = logs.TextLines().format(caplog.records[-1])
    assert f"request_id={answer.headers['X-Request-Id']} method=GET route=/admin/people/<uuid:person_id>" in line
    assert " status=200 ms=" in line
    assert str(world.tutor) not in line


def test_the_request_is_named_on_an_error_page(client, world):
    answer = client.browser.get("/nonsense")
    assert f"request {answer.headers['X-Request-Id']}" in answer.get_data(as_text=True)


@pytest.mark.parametrize("kind", [logs.TextLines, logs.JsonLines])
def test_an_error_tells_no_log_what_somebody_typed(world, kind, caplog):
    def fails(act):
        try:
            act()
        except Exception:
            logging.getLogger("corved").exception("Unexpected error")
        db.rollback()

    def unexpected():
        raise ValueError(NOTE)

    twice = {"full_name": "Nadia Khan", "email": "parent@test.example", "timezone": "Asia/Karachi", "roles": ["parent"]}
    fails(unexpected)
    fails(
        lambda: db.execute(
            text(
                "insert into users (full_name, email, timezone) values "
                "('Nadia Khan', 'parent@test.example', 'Asia/Karachi')"
            )
        )
    )
    fails(lambda: db.execute(text("select cast(:note as uuid)"), {"note": NOTE}))
    fails(lambda: create_person(**twice))
    written = "\n".join(kind().format(record) for record in caplog.records)
    assert written.count("Unexpected error") == 4
    assert "ValueError" in written
    assert "users_email_key" in written
    for secret in (NOTE, "parent@test.example", "Nadia Khan", "7654321"):
        assert secret not in written


def test_errors_go_out_once_an_hour_for_each_place(monkeypatch):
    sent, now = [], [0.0]
    monkeypatch.setattr(logs, "send_soon", lambda _mail, **letter: sent.append(letter["subject"]))
    server = MailServer("smtp", "x", 25, "", "", "a@b.example", "https://c.example")
    letters = logs.ErrorLetters(server, "ops@b.example", now=lambda: now[0])
    log = logging.Logger("x")
    log.addHandler(letters)
    for minute in (0, 1, 59, 61):
        now[0] = minute * 60.0
        log.error("The same place")
    assert len(sent) == 2
    log.warning("No error")
    assert len(sent) == 2


def test_a_package_that_a_wrong_clock_expired_is_active_again(world, superuser):
    course = given.a_running_course(learner=world.zara, tutor=world.tutor)
    with given.after(clock.now(), 60 * 24 * 90):
        keep_house()
    assert superuser.execute("select status from packages").fetchall() == [("expired",)]
    keep_house()
    assert superuser.execute("select status from packages where id = %s", (course.package,)).fetchone() == ("active",)


def test_an_error_that_is_its_own_cause_is_told_once():
    error = ValueError("x")
    error.__cause__ = error
    record = logging.LogRecord("corved", logging.ERROR, __file__, 1, "Unexpected", (), (type(error), error, None))
    assert logs.TextLines().format(record).count("builtins.ValueError") == 1


@pytest.mark.parametrize("words", ["Exception on %s [GET]", "Exception while serving %s"])
def test_what_a_library_says_of_a_request_has_no_address(words):
    record = logging.LogRecord("waitress", logging.ERROR, __file__, 1, words, ("/invitations/secret",), None)
    assert "secret" not in logs.TextLines().format(record)


def test_methods_that_nobody_knows_are_one_number(client, world):
    for number in range(5):
        client.browser.open("/healthz", method=f"ZQA{number}")
    numbers = client.browser.get("/metrics").get_data(as_text=True)
    assert "ZQA" not in numbers
    assert 'method="other"' in numbers
