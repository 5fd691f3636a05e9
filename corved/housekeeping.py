"""What time alone must do, every hour, in the server process; `corved housekeeping` does it once.

Everything in it may be done by any number of processes at once.
"""

from __future__ import annotations

import logging
import threading

from sqlalchemy.exc import DBAPIError

from corved.database.session import Identity, db, speak_for
from corved.use_cases.expire_packages import expire_packages
from corved.use_cases.forget_joins import forget_joins

log = logging.getLogger("corved")
EVERY_SECONDS = 3600


def keep_house() -> int:
    """How many packages expired. The caller speaks for the operator."""
    forget_joins()
    return expire_packages()


def start_timer() -> threading.Event:
    """Keeps house now and every hour, in a thread that ends with the process, or when the event is set."""
    stop = threading.Event()

    def hourly() -> None:
        while True:
            try:
                speak_for(Identity("app_admin"))
                keep_house()
            except DBAPIError as error:
                log.warning("Housekeeping waits for the database: %s", error)
            finally:
                db.remove()
            if stop.wait(EVERY_SECONDS):
                return

    threading.Thread(target=hourly, name="housekeeping", daemon=True).start()
    return stop
