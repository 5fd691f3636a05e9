"""What must hold of every route, template and response."""

import re
from pathlib import Path
from uuid import UUID

import flask
import pytest
from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter

from corved.config import PROJECT
from corved.use_cases.people.invite_person import invite_person
from corved.web.access import AREAS
from corved.web.places import PLACES
from tests import given
from tests.app.test_layers import MODULES, imports_of, room_of
from tests.some import some

GENERATE = "corved.use_cases.months.generate"
PACKAGE = PROJECT / "corved"
TEMPLATES = PACKAGE / "templates"
PUBLIC = {"auth", "health", None}


def test_every_route_declares_its_audience(app):
    for rule in some(app.url_map.iter_rules()):
        blueprint = rule.endpoint.rpartition(".")[0] or None
        assert blueprint in PUBLIC | set(AREAS), rule
        if blueprint in AREAS:
            assert rule.rule.startswith(f"/{blueprint}"), rule
        else:
            assert rule.endpoint in {
                "static",
                "auth.end_sign_in",
                "auth.password_again",
                "auth.create_proof",
                "health.healthz",
                "health.readyz",
                "health.metrics",
                "auth.home",
                "auth.sign_in",
                "auth.sign_in_code",
                "auth.favicon",
                "auth.help_page",
                "auth.apple_touch_icon",
                "auth.robots",
                "auth.change_password",
                "auth.security",
                "auth.create_sign_in_code",
                "auth.second_step",
                "auth.create_second_step",
                "auth.create_recovery_codes",
                "auth.end_own_second_step",
                "auth.create_sign_in",
                "auth.sign_out",
                "auth.nowhere",
                "auth.setup",
                "auth.create_setup",
                "auth.invitation",
                "auth.accept",
                "auth.calendar",
                "auth.join",
                "auth.password_link",
                "auth.create_password_link",
                "auth.profile",
                "auth.save_profile",
                "auth.save_password",
            }


def test_only_get_and_post_and_every_id_is_typed(app):
    for rule in some(app.url_map.iter_rules()):
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, rule
        if rule.endpoint != "static":
            for converter in rule._converters.values():
                assert isinstance(converter, (UUIDConverter, IntegerConverter, AnyConverter)), rule


def test_a_view_that_changes_something_is_no_get(app):
    for rule in some(app.url_map.iter_rules()):
        assert not ({"GET", "POST"} <= rule.methods), rule


def test_every_template_is_used_and_every_used_one_exists():
    names = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    texts = [path.read_text() for path in (*TEMPLATES.rglob("*.html"), *PACKAGE.rglob("*.py"))]
    used = set(re.findall(r'"([a-z_]+(?:/[a-z_]+)+\.html)"', "\n".join(texts)))
    assert used == names


def test_every_template_compiles(app):
    for path in some(TEMPLATES.rglob("*.html")):
        assert app.jinja_env.get_template(str(path.relative_to(TEMPLATES)))


def test_a_partial_has_one_root_whose_id_is_its_own():
    for path in some(TEMPLATES.rglob("partials/**/*.html")):
        text = re.sub(r"{#.*?#}|{%.*?%}", "", path.read_text(), flags=re.S)
        if text.strip().startswith("{{"):  # one component, as a page shows it
            continue
        first = re.search(r"<([a-z-]+)([^>]*)>", text)
        assert first is not None, path
        assert "id=" in first[2] or path.stem.endswith("_answer"), path


def test_every_tone_of_a_callout_or_pill_has_a_style():
    css = (PACKAGE / "static/app.css").read_text()
    texts = "".join(path.read_text() for path in some((*TEMPLATES.rglob("*.html"), *PACKAGE.rglob("*.py"))))
    tones = set(re.findall(r"\b(is-[a-z_]+)\b", texts))
    assert len(tones) > 7
    assert {tone for tone in tones if f".{tone}" not in css} == set()


def test_htmx_is_spoken_in_few_places():
    speaks = {path.name for path in some(PACKAGE.rglob("*.py")) if "HX-" in path.read_text()}
    assert speaks == {"htmx.py"}


def test_nobody_but_the_clock_reads_the_clock():
    asks = re.compile(r"datetime\.now\(|datetime\.utcnow\(|date\.today\(|time\.time\(|arrow\.utcnow")
    assert {path.name for path in PACKAGE.rglob("*.py") if asks.search(path.read_text())} == {"clock.py"}


def test_sql_does_no_arithmetic_of_local_time():
    for folder in (PACKAGE, PROJECT / "migrations"):
        for path in some(each for each in folder.rglob("*") if each.suffix in (".py", ".sql")):
            assert not re.search(r"\bat\s+time\s+zone\b|\btimezone\('", path.read_text(), re.I), path


def test_a_use_case_never_calls_another_and_only_they_write():
    """A use case is a module that opens a transaction; the other modules beside it are what several of them share.

    So is `generate`, which creates one match's sessions in a transaction: once, or for each match of a run.
    """
    opens = re.compile(r"with transaction\(")
    rooms = {each: path for each, path in MODULES.items() if room_of(each) in ("use_cases", "messages")}
    use_cases = {each for each, path in rooms.items() if opens.search(path.read_text())}
    for each in some(use_cases):
        assert not (use_cases - {GENERATE}) & set(imports_of(MODULES[each])), each
        name = each.rpartition(".")[2]
        assert f"\ndef {name}(" in MODULES[each].read_text(), f"{each} has no function of its name"
    writes = re.compile(r"transaction\(|\.commit\(|\b(insert into|delete from|update \w+( \w+)? set)\b", re.I)
    for room in ("queries", "forms", "blueprints", "web", "files"):
        for path in some((PACKAGE / room).rglob("*.py")):
            assert not writes.search(path.read_text()), path


def test_what_is_vendored_is_what_was_recorded():
    import base64
    import hashlib

    lines = (PACKAGE / "static/vendor/SHA384").read_text().splitlines()
    assert len(lines) == 1
    for line in lines:
        recorded, name = line.split()
        digest = hashlib.sha384((PACKAGE / "static" / name).read_bytes()).digest()
        assert recorded == "sha384-" + base64.b64encode(digest).decode()


def test_every_page_is_closed_by_its_headers(client, world):
    client.sign_in_as(world.admin)
    for url in ("/sign-in", "/admin/learners", "/nonsense", "/admin/matches/x"):
        response = client.browser.get(url)
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        assert "HX-Request-Type" in response.headers["Vary"]


def test_static_files_are_kept_for_ever_and_compressed(client):
    client.get("/sign-in")  # a visitor with a cookie
    response = client.browser.get("/static/app.css", headers={"Accept-Encoding": "gzip"})

    assert "max-age=31536000, immutable" in response.headers["Cache-Control"]
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Set-Cookie" not in response.headers
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) < (PACKAGE / "static/app.css").stat().st_size / 2


def test_the_first_page_needs_at_most_28_kb_of_js_and_css(client):
    client.get("/sign-in")
    files = [each["src"] for each in client.page.soup.select("script[src]")]
    files += [each["href"] for each in client.page.soup.select("link[rel=stylesheet], link[rel=preload]")]

    size = sum(len(client.browser.get(each, headers={"Accept-Encoding": "gzip"}).data) for each in files)

    assert len(files) == 3
    assert size <= 28 * 1024, size


def test_a_nul_is_refused_everywhere(client, world):
    client.sign_in_as(world.admin)
    assert client.browser.get("/admin/learners?search=%00").status_code == 400
    client.post("/sign-in", {"email": "a\0b", "password": "x"}, status=400)


@pytest.mark.parametrize(
    "url", ["/nonsense", "/admin/nonsense", "/student/learners/x", "/tutor/sessions/1/mark", "/static/nope"]
)
def test_what_is_not_there_is_a_page_that_says_so(client, world, url):
    client.sign_in_as(world.student)
    response = client.browser.get(url)
    assert response.status_code == 404
    assert "Page not found" in response.get_data(as_text=True)


def test_an_error_for_htmx_is_a_toast_and_nothing_else(client, world):
    client.sign_in_as(world.admin)
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor)
    response = client.post(f"/admin/matches/{course.match}/sessions", token="stale", htmx=True, status=400)

    text = response.get_data(as_text=True)
    assert text.strip().startswith('<hx-partial hx-target="#toasts" hx-swap="beforeend">')
    assert "Reload the page and try again" in text


def test_the_first_request_after_a_restart_of_the_database_succeeds(client, world, database):
    client.sign_in_as(world.admin)
    client.get("/admin/learners")
    database.restarts()

    assert client.browser.get("/admin/learners").status_code == 200


def test_a_mark_while_the_database_is_away_says_so_and_writes_nothing(client, world, superuser, database):
    lesson = given.sessions_of(given.a_running_course(learner=world.student_learner, tutor=world.tutor))[0]
    client.sign_in_as(world.tutor)
    database.goes_away()

    response = client.post(f"/tutor/sessions/{lesson.id}/mark", {"status": "rescheduled"}, htmx=True, status=503)

    assert "Nothing was saved" in response.get_data(as_text=True)
    assert superuser.execute("select status from sessions where id = %s", (lesson.id,)).fetchone() == ("scheduled",)


def test_no_file_is_a_drawer():
    for path in some(PACKAGE.rglob("*.py")):
        assert path.stem not in {"utils", "util", "helpers", "common", "misc", "services", "managers"}, path


def test_files_stay_small():
    """Over 200 lines a file wants a second look, and is named in the summary of warnings; over 300 fails."""
    lines = {path: len(path.read_text().splitlines()) for path in some(PACKAGE.rglob("*.py"))}
    assert {str(path): n for path, n in lines.items() if n > 300} == {}
    for path, n in lines.items():
        if n > 200:
            print(f"{path.relative_to(PROJECT)} has {n} lines")


def test_ids_are_uuids_nobody_guesses(world):
    assert all(UUID(str(each)).version == 4 for each in world.everybody)


def test_the_project_depends_on_nothing_outside_its_folder():
    for path in some((PROJECT / "tests").rglob("*.py")):
        if path != Path(__file__):
            assert "../shared" not in path.read_text(), path


@pytest.mark.parametrize("host", ["x" * 300, "..", "x" * 70 + ".com", "a b", "http://", "-" * 200, "a/b", "a@b"])
def test_a_host_that_is_none_is_refused(client, world, host):
    assert client.browser.get("/sign-in", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8000", "[::1]:8000", "academy.example", "my_host"])
def test_a_host_with_a_name_is_served(client, world, host):
    assert client.browser.get("/sign-in", headers={"Host": host}).status_code == 200


def test_the_address_of_a_page_with_a_token_is_sent_to_nobody(client, world):
    link = f"/invitations/{invite_person(person_id=world.parent)}"
    for url, status in ((link, 200), (f"/invitations/{world.admin}", 404), (f"/calendar/{world.admin}.ics", 404)):
        answer = client.browser.get(url)
        assert (answer.status_code, answer.headers["Referrer-Policy"]) == (status, "strict-origin")


def test_what_every_site_is_asked_for_is_there(app, client, world):
    for path, begins in (("/favicon.ico", b"\0\0\1\0"), ("/apple-touch-icon.png", b"\x89PNG")):
        with client.browser.get(path) as response:
            assert response.data.startswith(begins)
    assert client.browser.get("/robots.txt").get_data(as_text=True) == "User-agent: *\nDisallow: /\n"
    assert client.browser.get("/.well-known/change-password").headers["Location"].endswith("/profile#password")
    assert client.browser.get("/.well-known/security.txt").status_code == 404
    app.config["SECURITY_CONTACT"] = "mailto:safe@academy.example"
    try:
        text = client.browser.get("/.well-known/security.txt").get_data(as_text=True)
    finally:
        app.config["SECURITY_CONTACT"] = ""
    assert text.startswith("Contact: mailto:safe@academy.example\nExpires: 2027-03-02T")


def test_every_place_is_lit_on_its_own_page(client, world):
    for who, area in ((world.admin, "admin"), (world.tutor, "tutor"), (world.student, "student")):
        client.sign_in_as(who)
        for place in (place for _title, places in PLACES[area] for place in places):
            with client.app.test_request_context("/"):
                address = flask.url_for(place.endpoint)
            client.get(address)
            lit = client.page.soup.select("#places [aria-current=page]")
            assert [each["href"] for each in lit] == [address]
            assert address in [each["href"] for each in client.page.soup.select(".bar a")], "on a phone"
