"""`make bench`, the sizes: each page of an academy of 200 courses and of one of 10,000 with 1,080,000 sessions.

Milliseconds of a whole request, the best of five; then which pages read a whole table at that size, and how PostgreSQL
finds the rows of the ten statements that took longest.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from flask.testing import FlaskClient
from sqlalchemy import event

from corved import clock, create_app
from corved.config import Config
from corved.database.embedded import EmbeddedPostgres
from corved.database.session import db
from corved.web.extensions import limiter
from tests import plans
from tests.bench import NOW, fill, superuser
from tests.bench_pages import readers, signed_in
from tests.databases import SECRET_KEY, prepare, web_engine

SIZES = 200, 10_000
TIMES = 5
HEAVIEST = 10
AS_HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


def main() -> None:
    few, many = (measured(courses) for courses in SIZES)
    print(f"pages, {SIZES[0]} courses / {SIZES[1]:,} courses (goal: 3 times, 300 ms)")
    for page, (took, weight) in few.items():
        longer, heavier = many[page]
        print(f"  {page}: {took:.0f} ms / {longer:.0f} ms, ratio {longer / took:.1f}; {weight:,} / {heavier:,} bytes")


def measured(courses: int) -> dict[str, tuple[float, int]]:
    """Return milliseconds and bytes of each page, and print what is asked of the large academy besides."""
    with academy(courses) as (cluster, connection, people, match):
        engine = web_engine(cluster)
        app = create_app(Config(secret_key=SECRET_KEY, production=False), engine)
        limiter.enabled = False
        slow: dict[str, tuple[float, str]] = {}
        watch(engine, slow)
        found = {}
        for page, area in plans.EXAMPLES.items():
            browser = signed_in(app, connection, people[area])
            found[page] = request(browser, "get", page.format(match=match, **people))
        browser = signed_in(app, connection, people["admin"])
        found["mark from Today (POST)"] = mark(browser, connection)
        db.remove()
        engine.dispose()
        if courses == SIZES[-1]:
            for page, tables in plans.tables_read_whole(cluster, connection, people, match).items():
                for each in tables:
                    print(f"reads a whole table: {page}: {each}")
            print(f"the {HEAVIEST} heaviest statements at {courses:,} courses")
            for took, plan in sorted(slow.values(), reverse=True)[:HEAVIEST]:
                print(f"--- {took * 1000:.0f} ms\n{plan}")
        return found


def request(browser: FlaskClient, method: str, url: str, **more: Any) -> tuple[float, int]:
    took, weight = [], 0
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = getattr(browser, method)(url, **more)
        took.append(time.perf_counter() - begun)
        assert answer.status_code == 200, (url, answer.status)
        weight = len(answer.get_data())
    return min(took) * 1000, weight


def mark(browser: FlaskClient, connection: psycopg.Connection) -> tuple[float, int]:
    """Mark sessions that Today lists as to be marked, with the requests that htmx sends."""
    query = "select id from sessions where is_to_come and scheduled_end_utc <= %s order by scheduled_start_utc limit %s"
    waiting = [row[0] for row in connection.execute(query, (NOW, TIMES))]
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/admin").get_data(as_text=True))
    assert token is not None
    found = []
    for session_id in waiting:
        begun = time.perf_counter()
        answer = browser.post(
            f"/admin/sessions/{session_id}/mark?on=today",
            data={"status": "done", "csrf_token": token[1]},
            headers={**AS_HTMX, "HX-Target": "#board", "HX-Current-URL": "http://localhost/admin"},
        )
        assert answer.status_code == 200, answer.status
        found.append(((time.perf_counter() - begun) * 1000, len(answer.get_data())))
    return min(found)


def watch(engine: Any, slow: dict[str, tuple[float, str]]) -> None:
    """Keep of each statement its longest time, and how PostgreSQL answers it."""

    @event.listens_for(engine, "before_cursor_execute")
    def begin(_connection, _cursor, _statement, _parameters, context, _many):  # type: ignore[no-untyped-def]
        context.begun = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def end(_connection, cursor, statement, parameters, context, _many):  # type: ignore[no-untyped-def]
        took = time.perf_counter() - context.begun
        words = " ".join(re.sub(r"--.*", "", statement).split())
        if took > 0.02 and took > slow.get(words, (0.0, ""))[0] and re.match(r"(select|with)\b", words, re.IGNORECASE):
            with cursor.connection.cursor() as beside:
                plan = [row[0] for row in beside.execute(f"explain (costs off) {statement}", parameters)]
            kept = [line for line in plan if "InitPlan" not in line and "Result" not in line]
            slow[words] = took, "\n".join((words[:150], *kept[:25]))


@contextmanager
def academy(courses: int) -> Iterator[tuple[EmbeddedPostgres, psycopg.Connection, dict[str, UUID], UUID]]:
    folder = Path(tempfile.mkdtemp(prefix="corved-bench-"))
    folder.chmod(0o711)
    cluster = EmbeddedPostgres(folder / "cluster", settings={"shared_buffers": "256MB", "max_wal_size": "4GB"})
    cluster.start()
    try:
        prepare(cluster)
        fill(cluster, "corved", courses)
        with superuser(cluster) as connection, clock.at(NOW):
            people, match = readers(connection)
            connection.execute("vacuum analyze")
            yield cluster, connection, people, match
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
