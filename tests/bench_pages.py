"""`make bench`, the pages: CPU time and weight of each, beside a bare page that reads and shows as many rows.

An academy of 200 matches and 20,000 sessions. The bare page is Flask, psycopg and one Jinja table, in the same run.
"""

from __future__ import annotations

import gzip
import re
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import psycopg
from flask import Flask, Response, render_template_string, request
from flask.testing import FlaskClient

from corved import clock, create_app
from corved.config import Config
from corved.database.embedded import EmbeddedPostgres
from corved.database.session import db
from corved.web.extensions import limiter
from tests import given
from tests.bench import ACADEMY, NOW, SESSIONS_EACH, fill, superuser
from tests.databases import SECRET_KEY, prepare, web_engine

TIMES = 15
# Pages, what shows a row of them, and how many times the bare page's CPU time they may take.
PAGES = (
    ("Today", "admin", "/admin", r'<li class="row|class="spot', 8),
    ("course", "admin", "/admin/matches/{match}", r'<li class="row|<tr', 8),
    ("sessions", "admin", "/admin/sessions", r'<li class="row|<tr', 8),
    ("week", "admin", "/admin/week", r'class="ev ', 4),
    ("learners", "admin", "/admin/learners", r"<tr", 8),
    ("messages", "admin", "/admin/messages", r'class="letter', 10),
    ("tutor", "tutor", "/tutor", r'id="session-[0-9a-f-]{36}"', 4),
    ("tutor's week", "tutor", "/tutor/week", r'<details class="ev', 4),
    ("family", "student", "/student", r'<li class="session', 4),
)
BARE = """<!doctype html><html lang="en"><title>Bare</title><table>{% for row in rows %}<tr>
{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""
ROWS = """
select s.id, s.start, s.end, s.status, s.learner, s.tutor, s.subject, s.meet_link, s.timezone, s.updated_at
from session_facts s order by s.start limit %s
"""
# Some of the past sessions wait for a mark, some are owed.
UNSETTLED = """
update sessions set status = case when extract(minute from scheduled_start_utc)::int %% 3 = 0
    then 'no_show_tutor'::session_status else 'scheduled'::session_status end, marked_at = null, settled_as = null
where id in (select id from sessions where scheduled_end_utc < %(now)s order by scheduled_start_utc desc limit 30)
"""


def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="corved-bench-"))
    folder.chmod(0o711)
    cluster = EmbeddedPostgres(folder / "cluster")
    cluster.start()
    try:
        prepare(cluster)
        fill(cluster, "corved", ACADEMY, SESSIONS_EACH)
        app = create_app(Config(secret_key=SECRET_KEY, production=False), web_engine(cluster))
        limiter.enabled = False
        with superuser(cluster) as connection, clock.at(NOW):
            people, match = readers(connection)
            bare = bare_page(connection)
            for name, area, path, row, goal in PAGES:
                browser = signed_in(app, connection, people[area])
                url = path.format(match=match)
                body = browser.get(url)
                assert body.status_code == 200, (url, body.status)
                html = body.get_data(as_text=True)
                rows = len(re.findall(row, html))
                ours, floor = in_turn(partial(browser.get, url), partial(bare.get, f"/?rows={max(rows, 1)}"))
                print(
                    f"{name}: {ours:.1f} ms CPU, {rows} rows, bare page {floor:.2f} ms, ratio {ours / floor:.1f} "
                    f"(goal <= {goal}); {len(html.encode()):,} bytes, {len(gzip.compress(html.encode())):,} gzipped, "
                    f"{len(re.findall(r'<[a-zA-Z]', html)):,} elements"
                )
        db.remove()
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def readers(connection: psycopg.Connection) -> tuple[dict[str, UUID], UUID]:
    """Return an admin, a tutor and an account of the academy, and a match of it."""
    connection.execute("set session_replication_role = replica")
    connection.execute(UNSETTLED, {"now": NOW})
    connection.execute("set session_replication_role = origin")
    row = connection.execute(
        "select m.id, m.tutor_user_id, l.account_user_id from matches m join requests r on r.id = m.request_id "
        "join learners l on l.id = r.learner_id order by l.full_name limit 1"
    ).fetchone()
    assert row is not None
    admin = connection.execute(
        "insert into users (full_name, email, timezone) values ('Admin', 'admin@bench.example', 'Asia/Karachi') "
        "returning id"
    ).fetchone()
    assert admin is not None
    people = {"admin": admin[0], "tutor": row[1], "student": row[2]}
    for role, person in (("admin", people["admin"]), ("parent", people["student"])):
        connection.execute("insert into user_roles values (%s, %s) on conflict do nothing", (person, role))
    connection.execute("insert into user_roles select distinct tutor_user_id, 'tutor'::person_role from matches")
    connection.execute(
        "insert into tutor_profiles (user_id, is_approved) select distinct tutor_user_id, true from matches"
    )
    connection.execute("analyze")
    return people, row[0]


def signed_in(app: Flask, connection: psycopg.Connection, person: UUID) -> FlaskClient:
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = given.signed_in(connection, person), True
    return browser


def bare_page(connection: psycopg.Connection) -> FlaskClient:
    bare = Flask("bare")

    @bare.get("/")
    def rows() -> str:
        return render_template_string(BARE, rows=connection.execute(ROWS, (request.args["rows"],)).fetchall())

    return bare.test_client()


def in_turn(one: Callable[[], Response], other: Callable[[], Response]) -> tuple[float, float]:
    """Return the median CPU milliseconds of both, measured one after the other."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(TIMES + 3):
        for kept, what in zip(found, (one, other), strict=True):
            begun = time.process_time()
            what()
            kept.append(time.process_time() - begun)
    first, second = (statistics.median(kept[3:]) * 1000 for kept in found)
    return first, second


if __name__ == "__main__":
    main()
