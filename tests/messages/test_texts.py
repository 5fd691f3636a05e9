"""The texts: every one can be filled in, for every zone; an academy's own too, in a sandbox."""

from datetime import UTC, datetime

import pytest

from corved.messages.moments import Reader, moment
from corved.messages.rendering import BadText, default_text, fill
from corved.messages.situations import SITUATIONS

ZONES = {
    "Asia/Karachi": "Tuesday 20 October, 19:00 Karachi, UTC+5",
    "Europe/London": "Tuesday 20 October, 15:00 London, UTC+1",
    "America/New_York": "Tuesday 20 October, 10:00 New York, UTC−4",
    "America/Los_Angeles": "Tuesday 20 October, 07:00 Los Angeles, UTC−7",
    "Australia/Sydney": "Wednesday 21 October, 01:00 Sydney, UTC+11 (Tuesday 20 October for Bilal)",
    "Pacific/Auckland": "Wednesday 21 October, 03:00 Auckland, UTC+13 (Tuesday 20 October for Bilal)",
    "Asia/Kathmandu": "Tuesday 20 October, 19:45 Kathmandu, UTC+5:45",
    "Asia/Dubai": "Tuesday 20 October, 18:00 Dubai, UTC+4",
    "Pacific/Honolulu": "Tuesday 20 October, 04:00 Honolulu, UTC−10",
}
AT = datetime(2026, 10, 20, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("key", SITUATIONS)
def test_every_text_says_the_time_in_the_readers_words(key, zone):
    example = SITUATIONS[key].example
    words = {
        name: moment(AT, Reader(zone), "Bilal", "Asia/Karachi") if name == "when" else x for name, x in example.items()
    }
    filled = fill(default_text(key), words)
    assert "{{" not in filled
    assert filled.startswith("Hello Nadia, ")
    if "{{ when }}" in default_text(key):
        assert ZONES[zone] in filled


@pytest.mark.parametrize(
    "text",
    [
        "{{ nobody }}",
        "{{ name",
        "{% for x in range(10**9) %}x{% endfor %}",
        "{{ name.__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{% include 'x' %}",
        "{{ 'x' * 100000 }}",
        "{{ 1 / 0 }}",
    ],
)
def test_what_cannot_or_must_not_be_filled_in_is_refused(text):
    with pytest.raises(BadText):
        fill(text, SITUATIONS["reminder_family"].example)


def test_an_admin_changes_previews_and_resets_a_text(client, world, superuser):
    client.sign_in_as(world.admin).get("/admin/messages/texts?situation=reminder_family")
    assert "Hello Nadia, a reminder" in client.page.says("#preview")
    sent = {"situation": "reminder_family", "body": "Salam {{ name }}, {{ when }}."}
    client.post("/admin/messages/texts", sent | {"preview": "yes"})
    assert "Salam Nadia, Tuesday 20 October" in client.page.says("#preview")
    assert superuser.execute("select count(*) from message_texts").fetchone() == (0,)

    client.follow(client.post("/admin/messages/texts", sent, status=303))
    assert "Salam Nadia" in client.page.says("#preview")
    client.post("/admin/messages/texts", sent | {"body": "Salam {{ nmae }}"}, status=422)
    assert "'nmae' is undefined" in client.page.says("#text-summary")
    client.follow(client.post("/admin/messages/texts", {"situation": "reminder_family", "reset": "yes"}, status=303))
    assert superuser.execute("select count(*) from message_texts").fetchone() == (0,)
    actions = superuser.execute(
        "select action from audit_logs where action like 'academy.text%' order by id"
    ).fetchall()
    assert actions == [("academy.text_changed",), ("academy.text_reset",)]
    client.get("/admin/messages/texts?situation=x", status=404)
    client.post("/admin/messages/texts", {"situation": "x", "body": "x"}, status=404)


def test_a_changed_text_is_what_the_desk_shows(client, world):
    from datetime import timedelta

    from corved import clock
    from tests import given

    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.admin)
    client.get("/admin/messages/texts?situation=reminder_tutor")
    sent = {"situation": "reminder_tutor", "body": "Salam {{ name }}, {{ when }}: {{ link }}"}
    client.post("/admin/messages/texts", sent, status=303)
    with clock.at(lesson.scheduled_start_utc - timedelta(minutes=30)):
        client.get("/admin/messages")
    assert "Salam Tariq, Monday 2 March, 17:00 London, UTC+0: https://meet" in client.page.text
