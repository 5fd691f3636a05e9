"""Writes the log: one line an event, as text or JSON. What somebody typed, and every secret, stays out of it.

An exception is told by its type and the places it passed. Its own words may quote a parameter, so they are left out; of
an error of the database its SQLSTATE and the names of table and constraint are told.
"""

from __future__ import annotations

import json
import logging
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType

import flask
from psycopg import Error as DriverError
from sqlalchemy.exc import DBAPIError

from corved.config import Config
from corved.smtp import MailServer, send_soon

FACTS = ("request_id", "method", "route", "status", "ms")  # what a line of a request has besides
WITH_AN_ADDRESS = ("Exception on", "Exception while serving", "uncaptured python exception")
REPEATS_AFTER_SECONDS = 3600
MOST_LETTERS_AN_HOUR = 10
ErrorInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def configure(config: Config) -> None:
    """Send every log line to standard error, and errors by e-mail: each place of the code once an hour at most."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if config.log_format == "json" else TextLines())
    handlers: list[logging.Handler] = [handler]
    if config.mail is not None and config.errors_to:
        handlers.append(ErrorLetters(config.mail, config.errors_to))
    logging.basicConfig(level=logging.INFO, handlers=handlers, force=True)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it tells the depth of its queue at every busy moment


class TextLines(logging.Formatter):
    """`2026-11-29T18:00:00Z INFO corved: words request_id=… route=… status=200 ms=12`."""

    def format(self, record: logging.LogRecord) -> str:
        facts = "".join(f" {name}={value}" for name, value in _facts(record).items())
        line = f"{_moment(record)} {record.levelname} {record.name}: {_words(record)}{facts}"
        return f"{line}\n{_told(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """The same as one JSON object a line: time, level, logger, message, what a request has, and `error`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": _words(record),
            **_facts(record),
        }
        return json.dumps(line | ({"error": _told(record.exc_info)} if record.exc_info else {}), ensure_ascii=False)


class ErrorLetters(logging.Handler):
    """Sends errors by e-mail: each place of the code once an hour, ten an hour in all."""

    def __init__(self, mail: MailServer, to: str, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(logging.ERROR)
        self.mail, self.to, self.now = mail, to, now
        self.sent: dict[str, float] = {}
        self.setFormatter(TextLines())

    def emit(self, record: logging.LogRecord) -> None:
        place = _place(record)
        self.sent = {each: at for each, at in self.sent.items() if at > self.now() - REPEATS_AFTER_SECONDS}
        if place in self.sent or len(self.sent) >= MOST_LETTERS_AN_HOUR:
            return
        self.sent[place] = self.now()
        send_soon(self.mail, to=self.to, subject=f"CorvEd: an error in {place}", text=self.format(record))


def _words(record: logging.LogRecord) -> str:
    """Return what a line says; of what the libraries say about a request, not its address."""
    words = record.getMessage()
    return next((known for known in WITH_AN_ADDRESS if words.startswith(known)), words)


def _moment(record: logging.LogRecord) -> str:
    return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%SZ}"


def _facts(record: logging.LogRecord) -> dict[str, object]:
    """Return what is known of the request in which a line was written."""
    found = {name: getattr(record, name) for name in FACTS if hasattr(record, name)}
    if "request_id" not in found and flask.has_request_context():
        rule = flask.request.url_rule
        found = {"request_id": flask.g.get("request_id", ""), "route": rule.rule if rule else ""} | found
    return found


def _told(info: ErrorInfo | tuple[None, None, None] | bool | None) -> str:
    """Return an exception and those behind it, each as its type and the places it passed."""
    error = info[1] if isinstance(info, tuple) else None
    told: list[str] = []
    seen: set[int] = set()  # an error can be its own cause
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told += traceback.format_tb(error.__traceback__)
        told.append(f"{type(error).__module__}.{type(error).__qualname__}{_of_database(error)}\n")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return "".join(told).rstrip()


def _of_database(error: BaseException) -> str:
    original = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(original, DriverError):
        return ""
    names = (original.diag.table_name, original.diag.constraint_name)
    return f": SQLSTATE {original.sqlstate or 'none'} {' '.join(filter(None, names))}".rstrip()


def _place(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    frames = traceback.extract_tb(error.__traceback__) if error is not None else []
    if frames:
        return f"{frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}"
    return f"{record.filename}:{record.lineno}"
