"""The command that looks at an installation: one line for each part, with what to do."""

from __future__ import annotations

import shutil
import smtplib
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import click

from corved import clock
from corved.cli.output import say
from corved.config import VERSION, Config, ConfigurationError
from corved.values.plurals import counted

LEAST_FREE_BYTES = 1_000_000_000
BACKUP_AGE = timedelta(days=2)


class Finding(NamedTuple):
    """What was found of one part. advice: what to do; '' where all is well."""

    part: str
    found: str
    advice: str = ""


@click.command()
def doctor() -> None:
    """Look at settings, database, roles, schema, clock, zones, mail, disk and backups. Exit with 1 for a problem."""
    findings = list(examine())
    for each in findings:
        click.echo(
            f"{'!!' if each.advice else 'ok'}  {each.part}: {each.found}{'. ' + each.advice if each.advice else ''}"
        )
    if any(each.advice for each in findings):
        raise SystemExit(1)


def examine() -> Iterator[Finding]:
    """Yield what is found, part by part. Without a database, what needs it is left out."""
    try:
        config = Config.from_environment(production=False)
    except ConfigurationError as error:
        yield Finding("settings", "wrong", str(error))
        return
    yield Finding("settings", f"CorvEd {VERSION}, {_of_settings(config)}", _advice_of_settings(config))
    yield from _of_database(config)
    yield _of_mail(config)
    free = shutil.disk_usage(config.data if config.data.exists() else "/").free
    advice = "" if free > LEAST_FREE_BYTES else "Make room: the database stops when the disk is full."
    yield Finding("disk", f"{free / 1e9:,.1f} GB free", advice)


def _of_settings(config: Config) -> str:
    return f"the embedded database in {config.data}" if config.is_embedded else "your own PostgreSQL"


def _advice_of_settings(config: Config) -> str:
    if config.is_embedded or len(config.secret_key) >= 32:
        return ""
    return "Set SECRET_KEY to the same value as in the web processes."


def _of_database(config: Config) -> Iterator[Finding]:
    from sqlalchemy.exc import DBAPIError

    from corved.database.handshake import OtherSchema
    from corved.database.operator import as_operator, database_ready

    try:
        with database_ready(config, say, attach=True) as engine, as_operator(engine):
            yield Finding("database", f"PostgreSQL {_ask('show server_version')}")
            for part, look in PARTS:
                yield Finding(part, *look())
    except OtherSchema as error:
        yield Finding("schema", "not this release's", str(error))
    except (ConfigurationError, OSError) as error:
        yield Finding("database", "not reached", str(error))
    except DBAPIError as error:
        yield Finding("database", "not reached", str(error.orig).strip().splitlines()[0])


def _ask(question: str) -> Any:
    from sqlalchemy import text

    from corved.database.session import db

    return db.scalar(text(question))


def _schema() -> tuple[str, str]:
    from corved.database.migrate import newest_revision

    return newest_revision(), ""


def _roles() -> tuple[str, str]:
    is_strong = "select rolsuper or rolbypassrls or rolcreaterole from pg_roles where rolname = session_user"
    advice = "Give the web app a login of its own: unset DATABASE_WEB_URL, then run: corved migrate"
    return f"the web app signs in as {_ask('select session_user')}", advice if _ask(is_strong) else ""


def _clock() -> tuple[str, str]:
    from corved.database.clock_gap import MOST_SECONDS, clock_gap

    gap = clock_gap()
    where = "ahead of" if gap > 0 else "behind"
    said = f"{abs(gap):.1f} seconds {where} the database's clock"
    return said, "" if abs(gap) <= MOST_SECONDS else "Correct the clocks."


def _zones() -> tuple[str, str]:
    from corved.queries.timetable.stale_sessions import stale_sessions
    from corved.scheduling.zone_repair import installed_tzdata

    stale = len(stale_sessions(now=clock.now()))
    said = f"tzdata {installed_tzdata()}, {counted(stale, 'session')} at the wrong local time"
    return said, "Run: corved tz check" if stale else ""


def _backups() -> tuple[str, str]:
    last = _ask("select app.backed_up_at()")
    if last is None:
        return "none yet", "Run: corved backup FILE"
    is_old = clock.now() - last > BACKUP_AGE
    return f"the last one on {last:%Y-%m-%d %H:%M} UTC", "Run: corved backup FILE, every night" if is_old else ""


PARTS: tuple[tuple[str, Callable[[], tuple[str, str]]], ...] = (
    ("roles", _roles),
    ("schema", _schema),
    ("clock", _clock),
    ("time zones", _zones),
    ("backups", _backups),
)


def _of_mail(config: Config) -> Finding:
    if config.mail is None:
        return Finding("mail", "no mail server is set. Admins create links for forgotten passwords")
    try:
        config.mail.greet()
    except (smtplib.SMTPException, OSError) as error:
        return Finding("mail", f"{config.mail.host} does not answer ({type(error).__name__})", "Look at SMTP_URL.")
    return Finding("mail", f"{config.mail.host} answers")
