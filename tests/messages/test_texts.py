"""The texts: every one can be filled in; an academy's own too, with words and choices between them, and no more."""

from datetime import timedelta

import pytest

from corved import clock
from corved.messages.rendering import BadText, default_text, fill
from corved.messages.situations import SITUATIONS
from tests import given


@pytest.mark.parametrize("key", SITUATIONS)
def test_every_text_that_comes_along_fills_its_example_in(key):
    filled = fill(default_text(key), SITUATIONS[key].example)
    assert filled.startswith("Hello Nadia, ")
    assert "{" not in filled


def test_a_text_may_choose():
    text = "Salam {{ name | upper }}{% if subject == 'Math' %}, numbers{% else %}, words{% endif %}"
    assert fill(text, SITUATIONS["reminder_family"].example) == "Salam NADIA, numbers"


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
        "{% for a in name %}{% for b in name %}{% for c in name %}x{% endfor %}{% endfor %}{% endfor %}",
        "{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}",
        "{% set x = name %}{{ x }}",
        "{{ name | pprint }}",
        "{{ name() }}",
        "{{" + "(" * 1990,
        "{{ name" + "|upper" * 190 + " }}",
        "{{ " + "not " * 300 + "name }}",
        "{% if name %}" * 100 + "x" + "{% endif %}" * 100,
        "x" * 2001,
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
    assert "Unknown word “nmae”" in client.page.says("#text-summary")
    client.follow(client.post("/admin/messages/texts", {"situation": "reminder_family", "reset": "yes"}, status=303))
    assert superuser.execute("select count(*) from message_texts").fetchone() == (0,)
    actions = superuser.execute(
        "select action from audit_logs where action like 'academy.text%' order by id"
    ).fetchall()
    assert actions == [("academy.text_changed",), ("academy.text_reset",)]
    client.get("/admin/messages/texts?situation=x", status=404)
    client.post("/admin/messages/texts", {"situation": "x", "body": "x"}, status=404)


@pytest.fixture
def soon(world):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    with clock.at(lesson.scheduled_start_utc - timedelta(minutes=30)):
        yield lesson


def keep(client, key, body):
    client.get(f"/admin/messages/texts?situation={key}")
    client.post("/admin/messages/texts", {"situation": key, "body": body}, status=303)


def test_a_changed_text_is_what_the_desk_shows(client, world, soon):
    client.sign_in_as(world.admin)
    keep(client, "reminder_tutor", "Salam {{ name }}, {{ when }}: {{ link }}")
    client.get("/admin/messages")
    assert "Salam Tariq, Monday 2 March, 17:00 London, UTC+0: https://meet" in client.page.text


def test_a_text_that_fails_with_real_words_leaves_the_desk_whole(client, world, soon, superuser):
    """One that was kept before its words changed: the one that comes along is used, and the page says so."""
    client.sign_in_as(world.admin)
    keep(client, "reminder_tutor", "Salam {{ name }}")
    superuser.execute("update message_texts set body = 'Salam {{ dates }}'")
    client.get("/admin/messages")
    card = client.page.one('li.letter[id^="reminder_tutor"]')
    assert "Hello Tariq, a reminder" in card.textarea.text
    assert "Your own text has an error" in card.text
    client.get("/admin/messages/texts?situation=reminder_tutor")
    assert "uses words that CorvEd no longer fills in" in client.page.says("#preview")
    assert "Hello Nadia" in client.page.says("#preview")


def test_a_text_that_says_nothing_with_real_words_is_replaced(client, world, soon):
    client.sign_in_as(world.admin)
    keep(client, "reminder_tutor", "{% if name == 'Nadia' %}Salam{% endif %}")
    client.get("/admin/messages")
    card = client.page.one('li.letter[id^="reminder_tutor"]')
    assert "Hello Tariq, a reminder" in card.textarea.text


def test_whatever_a_text_makes_of_an_invitations_link_it_is_kept_nowhere(client, world, superuser):
    client.sign_in_as(world.admin)
    keep(client, "invitation", "Salam {{ name }}: {{ link | upper }}")
    client.follow(client.post(f"/admin/people/{world.stranger}/invitation", {}, status=303))
    token = client.page.one("#invitation-link")["value"].rsplit("/", 1)[1]
    form = client.page.one("li.letter form[action*=sending]")
    sent = {each["name"]: each["value"] for each in form.select("input[type=hidden]") if each["name"] != "csrf_token"}
    assert token.upper() in client.page.one("li.letter textarea").text
    client.post("/admin/messages/sending", sent, status=303)
    [(body,)] = superuser.execute("select body from messages where situation = 'invitation'").fetchall()
    assert body == "Salam Emaan: …"


@pytest.mark.parametrize("word", ["range", "dict", "lipsum", "cycler", "joiner", "namespace", "self", "__class__"])
def test_no_object_of_python_is_printed(word):
    with pytest.raises(BadText):
        fill("Hello {{ " + word + " }}", {})
