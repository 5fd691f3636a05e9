"""Checks at the start whether upcoming sessions are still at their wall clock, and warns admins.

The result is remembered in the process. While there was nothing, pages do not ask again; while there was something,
they do, so that the notice goes away with the repair.
"""

from __future__ import annotations

import logging
import threading
from contextvars import copy_context

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from corved import clock
from corved.database.session import Identity, db, speak_for
from corved.queries.timetable.stale_sessions import stale_sessions
from corved.scheduling.zone_repair import ZoneReport, by_zone, installed_tzdata

log = logging.getLogger("corved")
KEY = "corved.web.tzdata_notice"


def look(app: Flask) -> list[ZoneReport]:
    """Check now, and remember the result. The transaction has the rights of an admin or the operator."""
    found = by_zone(stale_sessions(now=clock.now()))
    app.extensions[KEY] = found
    return found


def look_at_start(app: Flask) -> threading.Thread:
    """Check in a thread of its own: a start neither waits for it nor fails with it."""

    def run() -> None:
        try:
            speak_for(Identity("app_admin"))
            for report in look(app):
                log.warning(
                    "%s sessions in %s would start at the wrong local time (tzdata %s). Run: corved tz check",
                    report.count,
                    report.zone,
                    installed_tzdata(),
                )
        except DBAPIError:
            log.exception("The check of the clocks could not run")
        finally:
            db.remove()

    thread = threading.Thread(target=copy_context().run, args=(run,), name="clock-watch", daemon=True)
    thread.start()
    return thread


def notice() -> list[ZoneReport]:
    """Return the warning about clocks for an admin's page, or None.

    The database is asked only while the last check found something.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return look(app) if app.extensions.get(KEY) else []
