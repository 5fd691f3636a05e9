"""Runs the background tasks (expiring packages, e-mails) inside the server; `corved housekeeping` runs them once.

Any number of processes may do it at the same time.
"""

from __future__ import annotations

import logging
import threading
from functools import partial
from itertools import count
from uuid import UUID

from prometheus_client import Gauge
from sqlalchemy.exc import DBAPIError

from corved.database.clock_gap import WrongClock, refuse_wrong_clock
from corved.database.session import Identity, db, speak_for
from corved.messages.send_emails import send_emails
from corved.smtp import MailServer, try_to_send
from corved.use_cases.academy.delete_old_texts import delete_old_texts
from corved.use_cases.enrolment.expire_packages import expire_packages
from corved.use_cases.matches.end_finished_matches import end_finished_matches
from corved.use_cases.matches.retire_meet_links import retire_meet_links
from corved.use_cases.people.delete_old_sign_ins import delete_old_sign_ins
from corved.use_cases.sessions.delete_old_joins import delete_old_joins
from corved.values.derived_secrets import invitation_token

log = logging.getLogger("corved")
LAST_RUN = Gauge("corved_job_last_run_seconds", "When a background task ran last, since 1970.", ("job",))
EVERY_SECONDS = 60
HOUSE_EVERY = 60  # looks: packages expire and joins are forgotten once an hour


def keep_house() -> int:
    """Expire packages, end matches that are finished, and delete old joins; return how many packages expired.

    The caller has the operator's rights. Raises WrongClock.
    """
    refuse_wrong_clock()
    delete_old_joins()
    delete_old_sign_ins()
    delete_old_texts()
    retire_meet_links()
    expired = expire_packages()
    end_finished_matches()
    return expired


def send_mail(server: MailServer | None, secret_key: str = "") -> int:
    """Send due messages by e-mail, and return how many went out.

    None without a mail server, or while the academy has e-mail turned off. secret_key: for the links of invitations;
    without it none is sent.
    """
    if server is None:
        return 0

    def invitation_link(salt: UUID) -> str:
        return f"{server.public_url}/invitations/{invitation_token(secret_key, salt)}"

    send = partial(try_to_send, server)
    return send_emails(send=send, invitation_link=invitation_link if secret_key else None)


def start_timer(server: MailServer | None = None, secret_key: str = "") -> threading.Event:
    """Start a thread that sends e-mail every minute and keeps house every hour, beginning now.

    It ends with the process, or when the event is set.
    """
    stop = threading.Event()

    def look(number: int) -> None:
        try:
            speak_for(Identity("app_admin"))
            if number % HOUSE_EVERY == 0:
                keep_house()
            send_mail(server, secret_key)
            LAST_RUN.labels("housekeeping" if number % HOUSE_EVERY == 0 else "mail").set_to_current_time()
        except WrongClock as problem:
            log.error("%s", problem)  # noqa: TRY400 - it is said in a sentence
        except DBAPIError as error:
            log.warning("Housekeeping waits for the database.", exc_info=error)
        except Exception:
            log.exception("Housekeeping met something unexpected")
        finally:
            db.remove()

    def run() -> None:
        for number in count():
            look(number)
            if stop.wait(EVERY_SECONDS):
                return

    threading.Thread(target=run, name="housekeeping", daemon=True).start()
    return stop
