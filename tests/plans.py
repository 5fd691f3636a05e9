"""Finds the tables that a page reads from beginning to end. EXPLAIN is asked for each statement, with its rights."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

import psycopg
from sqlalchemy import event

from corved import create_app
from corved.config import Config
from corved.database.embedded import EmbeddedPostgres
from corved.database.session import db
from corved.web.extensions import limiter
from tests.bench_pages import signed_in
from tests.databases import SECRET_KEY, web_engine

GROW = ("sessions", "audit_logs", "told")  # the others of an academy that nobody lives in are empty
WHOLE = re.compile(r"Seq Scan on (\w+)")
EXAMPLES = {
    "/admin": "admin",
    "/admin?show=next": "admin",
    "/admin/week": "admin",
    "/admin/week?tutor={tutor}": "admin",
    "/admin/week?view=day": "admin",
    "/admin/week?view=month": "admin",
    "/admin/learners": "admin",
    "/admin/learners?search=learner+77": "admin",
    "/admin/messages": "admin",
    "/admin/messages?match={match}": "admin",
    "/admin/month": "admin",
    "/admin/month?show=complete": "admin",
    "/admin/matches/{match}": "admin",
    "/admin/matches/{match}/tutor": "admin",
    "/admin/matches/{match}/schedule": "admin",
    "/admin/people/{tutor}": "admin",
    "/admin/people/{student}": "admin",
    "/admin/people/{tutor}/leaving": "admin",
    "/admin/people/{tutor}/hours": "admin",
    "/admin/families": "admin",
    "/admin/tutors": "admin",
    "/admin/find?q=learner+77": "admin",
    "/admin/sessions": "admin",
    "/admin/audit": "admin",
    "/admin/payments": "admin",
    "/admin/pay": "admin",
    "/admin/pay/{tutor}": "admin",
    "/admin/reports": "admin",
    "/admin/closures": "admin",
    "/admin/closures?name=Leave&tutor={tutor}&first_day=2026-03-10&last_day=2026-03-20": "admin",
    "/tutor": "tutor",
    "/tutor/week": "tutor",
    "/tutor/month": "tutor",
    "/student": "student",
    "/student/payments": "student",
}


def tables_read_whole(
    cluster: EmbeddedPostgres, connection: psycopg.Connection, people: Mapping[str, UUID], match: UUID
) -> dict[str, list[str]]:
    """Return, by page, each table of GROW that a statement of it reads whole, with the statement's beginning."""
    engine = web_engine(cluster)
    app = create_app(Config(secret_key=SECRET_KEY, production=False), engine)
    was, limiter.enabled = limiter.enabled, False
    seen: list[str] = []

    @event.listens_for(engine, "after_cursor_execute")
    def explain(_connection, cursor, statement, parameters, *_more):  # type: ignore[no-untyped-def]
        if re.match(r"(--.*\n|\s)*(select|with)\b", statement, re.IGNORECASE):
            with cursor.connection.cursor() as beside:
                plan = "\n".join(row[0] for row in beside.execute(f"explain {statement}", parameters))
            words = " ".join(re.sub(r"--.*", "", statement).split())[:80]
            seen.extend(f"{table}: {words}" for table in WHOLE.findall(plan) if table in GROW)

    found = {}
    try:
        for page, area in EXAMPLES.items():
            seen.clear()
            answer = signed_in(app, connection, people[area]).get(page.format(match=match, **people))
            assert answer.status_code == 200, (page, answer.status)
            found[page] = sorted(set(seen))
    finally:
        limiter.enabled = was
        db.remove()
        engine.dispose()
    return found
