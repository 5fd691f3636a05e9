"""While another transaction holds a row, a press on it is told to try again, and other pages still answer."""

import threading
from contextvars import copy_context

import psycopg
import pytest

from corved.database import session
from corved.database.embedded import SUPERUSER
from corved.database.session import db
from tests import given
from tests.patience import wait_for

WAITS = "select count(*) from pg_stat_activity where usename = 'corved_web' and wait_event_type = 'Lock'"


@pytest.fixture
def held(cluster, world, monkeypatch):
    """A session that another transaction is changing, and that transaction."""
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    url = cluster.url(SUPERUSER).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url) as other:
        other.execute("select 1 from sessions where id = %s for update", (lesson.id,))
        yield lesson, other


@pytest.mark.parametrize("htmx", [True, False])
def test_a_press_on_what_is_held_is_told_to_try_again(client, world, held, htmx, monkeypatch):
    monkeypatch.setattr(session, "LOCK_TIMEOUT_MS", 50)
    lesson, _other = held
    client.sign_in_as(world.tutor)
    answer = client.post(f"/tutor/sessions/{lesson.id}/mark", {"status": "rescheduled"}, htmx=htmx, status=503)
    assert "Somebody is changing this right now." in answer.get_data(as_text=True)
    assert answer.headers["Retry-After"] == "5"


def test_of_forty_presses_two_wait_and_other_pages_answer(client, app, world, held, superuser):
    lesson, other = held
    client.sign_in_as(world.tutor)
    token, cookie = client.token, client.browser.get_cookie("corved").value
    url, answers = f"/tutor/sessions/{lesson.id}/mark", []

    def press():
        browser = app.test_client()
        browser.set_cookie("corved", cookie)
        form = {"status": "rescheduled", "csrf_token": token}
        answers.append(browser.post(url, data=form).status_code)
        db.remove()

    pressing = [threading.Thread(target=copy_context().run, args=(press,)) for _ in range(40)]
    for each in pressing:
        each.start()
    wait_for(lambda: len(answers) == 38)
    assert set(answers) == {503}
    wait_for(lambda: superuser.execute(WAITS).fetchone()[0] == 2)
    assert client.browser.get("/tutor").status_code == 200

    other.rollback()
    for each in pressing:
        each.join()
    assert sorted(answers)[:2] != [503, 503], "who waited is served"


def test_a_transaction_that_does_nothing_is_ended(world):
    assert db.execute(session.text("show idle_in_transaction_session_timeout")).scalar() == "1min"
