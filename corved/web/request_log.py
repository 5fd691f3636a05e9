"""Gives each request an id, logs one line for it, names what is slow, and counts it for the metrics.

A line has the route with its placeholders, never the address: addresses have tokens and ids in them.
"""

from __future__ import annotations

import logging
import re
import secrets
import time
from typing import Any

import flask
from flask import Flask, Response, request
from prometheus_client import Counter, Histogram
from sqlalchemy import Connection, Engine, event

log = logging.getLogger("corved")
METHODS = ("GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE")
SLOW_MS = 1000
SLOW_QUERY_MS = 500
ID = re.compile(r"[\w-]{1,64}")
REQUESTS = Counter("corved_requests", "Requests by route and status.", ("method", "route", "status"))
SECONDS = Histogram("corved_request_seconds", "How long a request took, by route.", ("route",))
DATABASE_SECONDS = Histogram("corved_database_seconds", "How long a statement took in the database.")


def register(app: Flask, *, trusts_proxy: bool) -> None:
    """Log and count requests. trusts_proxy: an id that the proxy gave is taken over."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get("X-Request-Id", "") if trusts_proxy else ""
        flask.g.request_id = given if ID.fullmatch(given) else secrets.token_hex(8)
        flask.g.began = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        if "began" not in flask.g:
            return response
        response.headers["X-Request-Id"] = flask.g.request_id
        seconds = time.perf_counter() - flask.g.began
        route = request.url_rule.rule if request.url_rule else "none"
        method = request.method if request.method in METHODS else "other"
        REQUESTS.labels(method, route, response.status_code).inc()
        SECONDS.labels(route).observe(seconds)
        if request.endpoint == "static":
            return response
        facts: dict[str, Any] = {
            "request_id": flask.g.request_id,
            "method": method,
            "route": route,
            "status": response.status_code,
            "ms": round(seconds * 1000),
        }
        is_slow = facts["ms"] >= SLOW_MS
        log.log(logging.WARNING if is_slow else logging.INFO, "slow request" if is_slow else "request", extra=facts)
        return response


def watch(engine: Engine) -> None:
    """Count the time of every statement, and log slow ones without their parameters."""

    @event.listens_for(engine, "before_cursor_execute")
    def before(connection: Connection, *_rest: object) -> None:
        connection.info["began"] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def after(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
        seconds = time.perf_counter() - connection.info.pop("began")
        DATABASE_SECONDS.observe(seconds)
        if seconds * 1000 >= SLOW_QUERY_MS:
            words = " ".join(statement.split())[:200]
            log.warning("slow query: %s", words, extra={"ms": round(seconds * 1000)})
