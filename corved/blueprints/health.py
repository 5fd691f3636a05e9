"""For the programs that watch over CorvEd: is the process alive, can it serve, and the numbers it has."""

from __future__ import annotations

import hmac
import os

from flask import Blueprint, Response, current_app, make_response, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from sqlalchemy.exc import DBAPIError

from corved import clock
from corved.database.clock_gap import clock_gap, refuse_wrong_clock
from corved.database.handshake import OtherSchema, refuse_other_schema
from corved.database.session import Identity, db, speak_for
from corved.messages.desk import due_now
from corved.problems import NotHere, Problem
from corved.queries.academy.numbers import numbers

health = Blueprint("health", __name__)
LOOPBACK = ("127.0.0.1", "::1")


@health.get("/healthz")
def healthz() -> Response:
    """Answer while the process lives. The database is not asked."""
    return _plain("alive")


@health.get("/readyz")
def readyz() -> Response:
    """Answer 200 while requests can be served, else 503 and why.

    The database has to respond, have a schema that this release knows, and a clock that agrees with ours.
    """
    try:
        with db.get_bind().connect() as connection:  # type: ignore[union-attr]
            refuse_other_schema(connection)
        speak_for(Identity())
        refuse_wrong_clock()
    except (OtherSchema, Problem) as problem:
        return _plain(str(problem), 503)
    except DBAPIError:
        return _plain("The database does not answer.", 503)
    return _plain("ready")


@health.get("/metrics")
def metrics() -> Response:
    """Return the numbers in Prometheus' text format, to this machine or to whoever has METRICS_TOKEN."""
    if not _may_watch():
        raise NotHere
    registry = CollectorRegistry()
    _add_academy(registry)
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        text = generate_latest(registry)
    else:
        text = generate_latest(REGISTRY) + generate_latest(registry)
    return make_response(text, 200, {"Content-Type": CONTENT_TYPE_LATEST})


def _may_watch() -> bool:
    """Say whether the request comes from this machine, through no proxy, or has the token."""
    token = current_app.config.get("METRICS_TOKEN") or ""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token:
        return hmac.compare_digest(given.encode(), token.encode())
    is_forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via"))
    return request.remote_addr in LOOPBACK and not is_forwarded


def _add_academy(registry: CollectorRegistry) -> None:
    speak_for(Identity("app_admin"))
    now = clock.now()
    found = numbers(now=now)
    waiting = [each.due.due_at for each in due_now(now=now)]
    oldest = (now - min(waiting)).total_seconds() if waiting else 0
    for name, words, value in (
        ("corved_unmarked_sessions", "Sessions that are over and not marked.", found.unmarked),
        ("corved_oldest_unmarked_seconds", "Since the oldest of them ended.", found.oldest_unmarked_seconds or 0),
        ("corved_failed_mails", "E-mails that no server took.", found.failed_mails),
        ("corved_due_messages", "Messages that are due and not sent.", len(waiting)),
        ("corved_oldest_due_message_seconds", "Since the oldest of them was due.", oldest),
        ("corved_clock_gap_seconds", "This machine's clock ahead of the database's.", clock_gap()),
    ):
        Gauge(name, words, registry=registry).set(float(value))


def _plain(words: str, status: int = 200) -> Response:
    return make_response(words + "\n", status, {"Content-Type": "text/plain; charset=utf-8"})
