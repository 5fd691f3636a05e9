"""Keeps presses on one thing from taking every thread while they wait for each other.

A press waits in the database for the one before it on the same row. Of a third press on the same address at the same
time nobody waits: it is told at once to try again.
"""

from __future__ import annotations

import threading
from collections import Counter

import flask
from flask import Flask, request

from corved.problems import Busy

MOST = 2  # one that works and one that waits

_waiting: Counter[str] = Counter()
_lock = threading.Lock()


def register(app: Flask) -> None:
    @app.before_request
    def enter() -> None:
        """Count the presses on addresses with an id. Raises Busy for one too many."""
        if request.method != "POST" or not request.view_args or request.path.endswith("/preview"):
            return  # a preview changes nothing, and follows the typing
        with _lock:
            if _waiting[request.path] >= MOST:
                raise Busy
            _waiting[request.path] += 1
        flask.g.waits_at = request.path

    @app.teardown_request
    def leave(_error: BaseException | None) -> None:
        path = flask.g.pop("waits_at", None)
        if path is not None:
            with _lock:
                _waiting[path] -= 1
                if not _waiting[path]:
                    del _waiting[path]
