"""Database sessions: `db`, the identity behind it, and `transaction()`.

Every transaction begins by binding an identity: the database role and the person, for that transaction only, so that a
pooled connection (PgBouncer's too) never carries one person's rights over to the next. The database asks for proof (a
session's stamp, a calendar's token, the operator's key) and signs what it bound: the web login alone, or SQL that was
slipped into a query, cannot become somebody else. The web login itself owns nothing and inherits nothing.
"""

from __future__ import annotations

import select
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import Session, SessionTransaction, scoped_session, sessionmaker

from corved import clock

ANONYMOUS = "app_anonymous"
STATEMENT_TIMEOUT_MS = 30_000
LOCK_TIMEOUT_MS = 4_000  # for people; background tasks wait as long as a statement may take
IDLE_TIMEOUT_MS = 60_000  # a transaction that does nothing for so long is ended
# A host that lost its power answers nothing and ends nothing: so long to wait for it, in seconds and milliseconds.
GIVES_UP = {
    **{"connect_timeout": 5, "tcp_user_timeout": 15_000},
    **{"keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3},
}
SERVER_GOES_AWAY = ("57P01", "57P02", "57P03")

# /* identity */ marks these for the tests that count a page's statements.
BIND = """/* identity */ select b.*, set_config('statement_timeout', :timeout, true),
    set_config('idle_in_transaction_session_timeout', :idle_timeout, true),
    set_config('lock_timeout', :lock_timeout, true), set_config('search_path', 'public, pg_temp', true),
    set_config('role', b.role, true)
    from app.{} b"""
BIND_COOKIE = text(BIND.format("bind(:user_id, :stamp, :sign_in, :role, :now)"))
BIND_CALENDAR = text(BIND.format("bind_calendar(:hash, :now)"))
BIND_OPERATOR = text(BIND.format("bind_operator(:key, :role, :user_id, :now)"))


@dataclass(frozen=True)
class Identity:
    """A database role, and the person in whose name the operator acts with it.

    Whatever is not ANONYMOUS needs the operator's key (see `make_engine`). user_id: None for nobody and the operator.
    """

    role: str = ANONYMOUS
    user_id: UUID | None = None


@dataclass(frozen=True)
class CookieIdentity:
    """The person that a cookie names, before it is checked.

    The database role is bound only if they hold a role that opens it.
    """

    user_id: UUID
    stamp: UUID
    sign_in: UUID
    role: str


@dataclass(frozen=True)
class CalendarIdentity:
    """The person whose calendar feed has a token. token_hash: its SHA-256."""

    token_hash: bytes


@dataclass(frozen=True)
class BoundCalendar:
    """The owner of a valid calendar token. area: tutor or student. timezone: theirs."""

    user_id: UUID
    area: str
    timezone: str


@dataclass(frozen=True)
class BoundPerson:
    """The person to whom a valid cookie belongs. is_proved: they typed their password within 12 hours.

    is_idle: the last use of their sign-in was recorded more than an hour ago.
    """

    id: UUID
    full_name: str
    timezone: str
    roles: tuple[str, ...]
    hours_24: bool
    is_proved: bool
    is_idle: bool


AnyIdentity = Identity | CookieIdentity | CalendarIdentity

db: scoped_session[Session] = scoped_session(sessionmaker(expire_on_commit=False, autoflush=True))


def make_engine(url: URL | str, operator_key: bytes = b"") -> Engine:
    """Return an engine that works behind PgBouncer in transaction mode: no prepared statements, no session state.

    operator_key: corved.values.derived_secrets.operator_key, which the database knows from `corved migrate`; what runs
    without a person's cookie needs it.
    """
    engine = create_engine(
        url,
        connect_args={"prepare_threshold": None, **GIVES_UP},
        pool_size=8,
        max_overflow=8,
        pool_timeout=10,
        hide_parameters=True,  # an error must not tell a log what somebody typed
        execution_options={"operator_key": operator_key},
    )
    event.listen(engine, "handle_error", _notice_a_shutdown)
    event.listen(engine, "checkout", _notice_the_end)
    return engine


def _notice_the_end(connection: Any, *_: object) -> None:
    """Replace the pool's connections when this one ended while nobody used it.

    The first request after a restart of the database or of PgBouncer then succeeds. An idle connection has nothing to
    read until the server ends it: a look at the socket costs microseconds, a statement a round trip.
    """
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise InvalidatePoolError("The connection ended while it was idle.")


def _notice_a_shutdown(context: ExceptionContext) -> None:
    """Treat a server that is shutting down as a lost connection.

    Its message may arrive before the connection ends.
    """
    if getattr(context.original_exception, "sqlstate", None) in SERVER_GOES_AWAY:
        context.is_disconnect = True


def connect(engine: Engine) -> None:
    """Connect the session `db` to a database."""
    db.remove()
    db.configure(bind=engine)


def speak_for(identity: AnyIdentity) -> None:
    """End the current transaction, if any, and give the next ones this identity's rights."""
    db.rollback()
    db.info["identity"] = identity
    db.info.pop("person", None)
    db.info.pop("calendar", None)


def going_on(parts: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the parts of an answer that is read while it is sent, with the rights of the person who asked for it."""
    identity: AnyIdentity = db.info["identity"]

    def read() -> Iterator[bytes]:
        speak_for(identity)
        try:
            yield from parts
        finally:
            db.remove()

    return read()


def bound_person() -> BoundPerson | None:
    """Return the person of the transaction's cookie, opening the transaction if there is none."""
    _open()
    person: BoundPerson | None = db.info.get("person")
    return person


def bound_calendar() -> BoundCalendar | None:
    """Return the owner of the transaction's calendar token, opening the transaction if there is none."""
    _open()
    calendar: BoundCalendar | None = db.info.get("calendar")
    return calendar


def _open() -> None:
    """Open a transaction and bind its identity: once more on another connection where the first was lost meanwhile."""
    try:
        db.connection()
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
        db.rollback()
        db.connection()


def current_user_id() -> UUID | None:
    """Return the person who acts. None for the operator on the command line."""
    identity: AnyIdentity | None = db.info.get("identity")
    return getattr(identity, "user_id", None)


@event.listens_for(Session, "after_begin")
def _bind_identity(session: Session, begun: SessionTransaction, connection: Connection) -> None:
    if begun.nested:  # a savepoint keeps the identity of its transaction
        return
    identity = session.info.get("identity", Identity())
    values: dict[str, Any] = {
        "now": clock.pretended(),
        "timeout": str(STATEMENT_TIMEOUT_MS),
        "idle_timeout": str(IDLE_TIMEOUT_MS),
        "lock_timeout": str(LOCK_TIMEOUT_MS),
    }
    if isinstance(identity, CalendarIdentity):
        row = connection.execute(BIND_CALENDAR, {**values, "hash": identity.token_hash}).one()
        session.info["calendar"] = row.user_id and BoundCalendar(row.user_id, row.area, row.timezone)
        return
    values |= {"role": identity.role, "user_id": identity.user_id}
    if isinstance(identity, Identity) and identity != Identity():
        key = connection.get_execution_options()["operator_key"]
        connection.execute(BIND_OPERATOR, {**values, "key": key, "lock_timeout": str(STATEMENT_TIMEOUT_MS)})
        return
    is_cookie = isinstance(identity, CookieIdentity)
    proof = {name: getattr(identity, name) if is_cookie else None for name in ("stamp", "sign_in")}
    row = connection.execute(BIND_COOKIE, {**values, **proof}).one()
    facts = row.id, row.full_name, row.timezone, tuple(row.roles or ()), row.hours_24
    session.info["person"] = row.id and BoundPerson(*facts, row.is_proved, row.is_idle)


@contextmanager
def transaction() -> Iterator[scoped_session[Session]]:
    """Run one use case as one transaction: commit at the end, roll back on any error, refuse to nest."""
    if db.info.get("in_transaction"):
        raise RuntimeError("transaction() does not nest: a use case never calls another.")
    db.info["in_transaction"] = True
    try:
        _open()
        yield db
        db.commit()
    except BaseException:
        db.rollback()
        raise
    finally:
        db.info.pop("in_transaction", None)
