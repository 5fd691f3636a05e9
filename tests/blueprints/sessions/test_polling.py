"""Boards that ask every minute: they are sent again only after a change, and every five minutes."""

import pytest
from bs4 import BeautifulSoup

from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from tests import given
from tests.conftest import NOW


@pytest.fixture
def lessons(world):
    return given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))


@pytest.fixture(params=["/admin", "/admin/week"])
def admin(client, world, lessons, request):
    client.sign_in_as(world.admin).get(request.param)
    return client


def poll(client):
    """The address of the second poll: the first is sent the board with its mark."""
    first = client.page.one("[hx-trigger='every 60s']")["hx-get"]
    answer = client.get(first, htmx=True)
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser").select_one("[hx-trigger='every 60s']")["hx-get"]


def test_nothing_is_sent_to_a_board_that_is_up_to_date(admin):
    asked = poll(admin)

    assert admin.get(asked, htmx=True, status=204).get_data() == b""


@pytest.mark.parametrize("change", ["mark", "move"])
def test_after_a_change_the_board_is_sent(admin, lessons, change):
    asked = poll(admin)
    if change == "mark":
        mark_session(session_id=lessons[2].id, status="rescheduled")
    else:
        later = lessons[2].local_start.replace(day=10)
        move_session(session_id=lessons[2].id, local_start=later, timezone="Europe/London")

    answer = admin.get(asked, htmx=True)

    assert "known=" in answer.get_data(as_text=True)
    assert asked.replace("&", "&amp;") not in answer.get_data(as_text=True)


def test_a_press_on_a_meet_link_is_a_change(admin, lessons, superuser):
    asked = poll(admin)
    superuser.execute(
        "insert into session_joins select id, account_user_id, 'family', now(), now() from sessions where id = %s",
        (lessons[0].id,),
    )

    admin.get(asked, htmx=True)


def test_every_five_minutes_it_is_sent_as_time_goes_by(admin, lessons):
    asked = poll(admin)

    with given.after(NOW, 4):
        admin.get(asked, htmx=True, status=204)
    with given.after(NOW, 5):
        admin.get(asked, htmx=True)


def test_without_htmx_the_address_is_a_whole_page(admin):
    admin.get(poll(admin))

    assert admin.page.soup.h1
