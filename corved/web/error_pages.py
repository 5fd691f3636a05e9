"""Turns each error into a page or a toast. Nobody sees a traceback, and nothing is half written."""

from __future__ import annotations

import logging
from contextlib import suppress

import flask
from flask import Flask, Response, make_response, render_template
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, TimeoutError
from werkzeug.exceptions import HTTPException

from corved.database.session import db
from corved.problems import Busy, NotHere, Refusal, SignedOut
from corved.web import htmx

log = logging.getLogger("corved")

WORDS = {
    400: (
        "We could not read this",
        "CorvEd could not read what the browser sent. Go back and try again.",
    ),
    404: (
        "Page not found",
        "The link may be old, or it belongs to another account. Your sessions have not changed.",
    ),
    405: ("This page cannot do that", "Go back and use the buttons on the page."),
    413: ("Too much text, or the file is too large", "What you sent is too large. Shorten it and try again."),
    429: ("Too many attempts", "Wait 15 minutes, then try again."),
    500: (
        "Something went wrong here",
        "Nothing was saved. Try again. If it happens again, message the academy and say what you did.",
    ),
    503: ("CorvEd is not available right now", "Nothing was saved. Wait a moment, then try again."),
}
TOOK_TOO_LONG = ("55P03", "57014", "25P03")  # waiting for a lock, a statement, an idle transaction
RETRY_AFTER_SECONDS = "5"
STALE_PAGE = "You opened this page before you signed in. Nothing was saved. Reload the page and try again."


def register(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(CSRFError, stale_page)
    app.register_error_handler(RateLimitExceeded, too_many)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(TimeoutError, no_connection)
    app.register_error_handler(Exception, unexpected)


def refused(error: Refusal) -> Response:
    if isinstance(error, SignedOut):
        return htmx.go_to("/sign-in")
    if isinstance(error, NotHere):
        return _page(404, *WORDS[404])
    return _page(error.status, "This could not be done", str(error))


def busy(error: DBAPIError) -> Response:
    log.warning("A lock or a statement took too long.", exc_info=error)
    return refused(Busy())


def stale_page(_error: CSRFError) -> Response:
    return _page(400, "This page was out of date", STALE_PAGE)


def too_many(_error: RateLimitExceeded) -> Response:
    return _page(429, *WORDS[429])


def http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())  # a redirect to the URL with its slash
    return _page(error.code, *WORDS.get(error.code, WORDS[400]))


def database_error(error: DBAPIError) -> Response:
    if error.connection_invalidated or _is_unreachable(error):
        return no_connection(error)
    if getattr(error.orig, "sqlstate", None) in TOOK_TOO_LONG:
        return busy(error)
    return unexpected(error)


def no_connection(error: Exception) -> Response:
    log.error("The database does not answer.", exc_info=error)
    return _page(503, *WORDS[503])


def unexpected(error: Exception) -> Response:
    log.exception("Unexpected error", exc_info=error)
    return _page(500, *WORDS[500])


def _is_unreachable(error: DBAPIError) -> bool:
    """Say whether the connection was refused, or the server is starting or stopping (SQLSTATE class 08, 57P0x)."""
    state = getattr(error.orig, "sqlstate", None)
    return type(error).__name__ == "OperationalError" and (state is None or state.startswith(("08", "57P0")))


def _page(status: int, title: str, message: str) -> Response:
    """Render an error page without using the database, which may be what is missing."""
    with suppress(DBAPIError):
        db.rollback()
    if htmx.wants_fragment():
        response = htmx.toast_only(message, status)
    else:
        shown = {"status": status, "title": title, "message": message, "request_id": flask.g.get("request_id", "")}
        page = render_template("errors/error.html", **shown)
        response = make_response(page, status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response
