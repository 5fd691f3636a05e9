"""What people do at random: generate, withdraw, mark, undo, move, mark many, add, decide."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import psycopg

from corved.scheduling.statuses import STATUSES
from tests.faults.window import Window


@dataclass(frozen=True)
class Facts:
    """Ids as text. packages: (match, package, first day, last day) of running matches."""

    sessions: list[str]
    past: list[str]
    packages: list[tuple[str, str, str, str]]

    @classmethod
    def of(cls, superuser: psycopg.Connection) -> Facts:
        sessions = superuser.execute("select id::text, scheduled_end_utc < now() from sessions").fetchall()
        packages = superuser.execute(
            """select m.id::text, p.id::text, p.start_date::text, p.end_date::text
               from matches m join packages p on p.request_id = m.request_id and p.status = 'active'
               where m.status in ('matched', 'active') and m.meet_link is not null and p.end_date > current_date"""
        ).fetchall()
        return cls([each for each, _past in sessions], [each for each, past in sessions if past], packages)


def act(window: Window, facts: Facts, choose: random.Random) -> None:
    """One thing, with whatever comes of it: most of them are refused in words."""
    choose.choice(ACTS)(window, facts, choose)


def generate(window: Window, facts: Facts, choose: random.Random) -> None:
    match, package, first, last = choose.choice(facts.packages)
    days = [("days", str(day)) for day in range(7)]
    fields = [("time", f"{choose.randrange(24):02d}:00"), ("duration_mins", "60"), ("timezone", "Asia/Karachi")]
    window_fields = [("start_date", first), ("end_date", last), ("package_id", package)]
    window.post(f"/admin/matches/{match}/sessions", [*days, *fields, *window_fields])


def withdraw(window: Window, facts: Facts, choose: random.Random) -> None:
    match, package, _first, _last = choose.choice(facts.packages)
    window.post(f"/admin/matches/{match}/packages/{package}/withdrawal", [])


def mark(window: Window, facts: Facts, choose: random.Random) -> None:
    window.post(f"/admin/sessions/{choose.choice(facts.sessions)}/mark", [("status", choose.choice(STATUSES))])


def undo(window: Window, facts: Facts, choose: random.Random) -> None:
    window.post(f"/admin/sessions/{choose.choice(facts.sessions)}/{choose.choice(('mark', 'move'))}/undo", [])


def move(window: Window, facts: Facts, choose: random.Random) -> None:
    to = datetime.now(UTC) + timedelta(hours=choose.randrange(1, 600))
    fields = [("date", f"{to:%Y-%m-%d}"), ("time", f"{to:%H}:00"), ("timezone", "Asia/Karachi"), ("reason", "x")]
    window.post(f"/admin/sessions/{choose.choice(facts.sessions)}/move", fields)


def mark_many(window: Window, facts: Facts, choose: random.Random) -> None:
    picked = choose.sample(facts.past, min(20, len(facts.past)))
    status = choose.choice(("done", "no_show_student", "no_show_tutor"))
    window.post("/admin/marks", [("status", status), *(("session", each) for each in picked)])


def undo_many(window: Window, facts: Facts, choose: random.Random) -> None:
    picked = choose.sample(facts.past, min(20, len(facts.past)))
    window.post("/admin/marks/undo", [("session", each) for each in picked])


def add(window: Window, facts: Facts, choose: random.Random) -> None:
    match, package, _first, _last = choose.choice(facts.packages)
    to = datetime.now(UTC) + timedelta(hours=choose.randrange(1, 600))
    when = [("date", f"{to:%Y-%m-%d}"), ("time", f"{to:%H}:30"), ("timezone", "Asia/Karachi"), ("reason", "x")]
    owed = choose.choice(["", choose.choice(facts.sessions)])
    window.post(f"/admin/matches/{match}/packages/{package}/session", [*when, ("makes_up", owed)])


def decide(window: Window, facts: Facts, choose: random.Random) -> None:
    session = choose.choice(facts.sessions)
    if choose.random() < 0.5:
        window.post(f"/admin/sessions/{session}/decision/undo", [])
    else:
        window.post(f"/admin/sessions/{session}/decision", [("kind", "written_off"), ("why", "x")])


ACTS: tuple[Callable[[Window, Facts, random.Random], None], ...] = (
    *(generate, generate, withdraw, mark, mark, undo, move, move),
    *(mark_many, mark_many, undo_many, add, decide),
)
