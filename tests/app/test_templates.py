"""How pages are drawn: URLs that are built once for many rows, and no indentation of the templates."""

from uuid import UUID, uuid4

import flask
import pytest

from corved.web import quick_urls
from tests.some import some


def rules_with_an_id(app):
    return [rule for rule in app.url_map.iter_rules() if "<uuid:" in rule.rule and "GET" in (rule.methods or ())]


def test_a_url_with_ids_is_the_one_that_flask_builds(app):
    with app.test_request_context("/"):
        for rule in some(rules_with_an_id(app)):
            for _ in range(2):
                ids = {name: uuid4() for name in rule.arguments}
                more = {"on": "today", "page": 2, "show": None, "_anchor": "move"}
                assert quick_urls.url_for(rule.endpoint, **ids, **more) == flask.url_for(rule.endpoint, **ids, **more)


@pytest.mark.parametrize("typed", ["a" * 1000, "day & night", "ünïcode"])
def test_what_is_typed_is_quoted_as_flask_quotes_it(app, typed):
    with app.test_request_context("/"):
        ids = {"session_id": UUID(int=1)}
        assert quick_urls.url_for("admin.session", **ids, q=typed) == flask.url_for("admin.session", **ids, q=typed)


def test_an_application_below_a_folder_has_urls_of_its_own(app):
    ids = {"session_id": uuid4()}
    with app.test_request_context("/"):
        assert quick_urls.url_for("admin.session", **ids) == f"/admin/sessions/{ids['session_id']}"
    with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/school"}):
        assert quick_urls.url_for("admin.session", **ids) == f"/school/admin/sessions/{ids['session_id']}"


def test_pages_carry_no_indentation(client, world):
    client.sign_in_as(world.admin).get("/admin")

    assert not [line for line in client.page.html.splitlines() if line.startswith(("  ", "\t"))]


def test_a_word_after_a_tag_on_the_line_before_stands_apart(app):
    tags = "{% if true %}Mon{% endif %}\n  {% if true %}2{% endif %}\n  19:00\n"
    text = f"<p>\n  {tags}  {{% if true %}}\n    Karachi\n  {{% endif %}}\n</p>"
    with app.test_request_context("/"):
        assert flask.render_template_string(text).split() == ["<p>", "Mon", "2", "19:00", "Karachi", "</p>"]
