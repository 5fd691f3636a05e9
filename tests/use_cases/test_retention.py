"""Texts go after the months that the academy keeps them; who did what and when stays."""

from datetime import timedelta

import pytest

from corved import clock
from corved.use_cases.academy.change_academy import change_academy
from corved.use_cases.academy.delete_old_texts import delete_old_texts
from corved.use_cases.people.delete_old_sign_ins import delete_old_sign_ins
from corved.use_cases.people.rename_learner import rename_learner
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.sessions.write_note import write_note
from tests import given
from tests.messages.waiting import letters, send
from tests.use_cases.test_settings import SETTINGS, replace

HISTORY = "select action, reason, details::text from audit_logs where action = 'session.moved'"
TEXTS = "select count(*) filter (where body = 'Deleted'), count(*) from messages where sent_at is not null"


@pytest.fixture
def moved(world, cast_put_back):
    """A session that was moved for a reason, and messages that were sent."""
    session = given.sessions_of(given.a_running_course(learner=world.zara, tutor=world.tutor))[1]
    later = session.local_start.replace(hour=20)
    move_session(session_id=session.id, local_start=later, timezone=session.timezone, reason="Wedding of a cousin")
    send(*letters())
    return session


def keep(days_later, **months):
    change_academy(settings=replace(SETTINGS, **months))
    with clock.at(clock.now() + timedelta(days=days_later)), given.speaking_for("app_admin", None):
        delete_old_texts()


def test_texts_are_kept_for_ever_unless_the_academy_says_otherwise(moved, superuser):
    keep(4000)
    assert "Wedding" in str(superuser.execute(HISTORY).fetchone())
    gone, sent = superuser.execute(TEXTS).fetchone()
    assert (gone, sent > 0) == (0, True)


def test_texts_of_the_history_are_emptied_after_their_months(moved, superuser):
    keep(85, history_text_months=3)
    assert "Wedding" in str(superuser.execute(HISTORY).fetchone())
    keep(95, history_text_months=3)
    action, reason, details = superuser.execute(HISTORY).fetchone()
    assert (action, reason) == ("session.moved", None)
    assert "Wedding" not in details
    assert "from" in details
    assert superuser.execute(TEXTS).fetchone()[0] == 0


def test_texts_of_sent_messages_are_emptied_after_their_months(moved, superuser):
    keep(25, message_text_months=1)
    assert superuser.execute(TEXTS).fetchone()[0] == 0
    keep(35, message_text_months=1)
    gone, sent = superuser.execute(TEXTS).fetchone()
    assert gone == sent > 0
    assert "Wedding" in str(superuser.execute(HISTORY).fetchone())


def test_a_sessions_page_and_the_history_bear_the_loss(moved, client, world, superuser):
    with given.after(given.session_now(moved.id).scheduled_end_utc):
        mark_session(session_id=moved.id, status="done")
        write_note(session_id=moved.id, notes="Solved ten of them")
    rename_learner(account_user_id=world.parent, learner_id=world.zara, full_name="Zara Planted")
    keep(95, history_text_months=1)
    client.sign_in_as(world.admin).get(f"/admin/sessions/{moved.id}")
    assert "deleted automatically" in client.page.says("#history")
    client.get("/admin/audit")
    client.sign_in_as(world.tutor).get(f"/tutor/sessions/{moved.id}")
    said = superuser.execute("select details::text from audit_logs where action = 'learner.renamed'").fetchall()
    assert said
    assert "Planted" not in str(said)


def test_nothing_is_deleted_before_the_academy_is_set_up(superuser, cast_put_back):
    superuser.execute("delete from academy")
    with given.speaking_for("app_admin", None):
        delete_old_texts()
        delete_old_sign_ins()


def test_the_settings_ask_for_the_password_again(client, world):
    client.sign_in_as(world.admin)
    with clock.at(clock.now() + timedelta(hours=13)):
        said = client.get("/admin/academy", status=303)
    assert said.headers["Location"].startswith("/password-again")
