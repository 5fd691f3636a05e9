"""Database sessions: `db`, the identity behind it, and `transaction()`.

Every transaction begins by binding an identity: the database role and app.user_id, for that transaction only, so that a
pooled connection (PgBouncer's too) never carries one person's rights over to the next. The web login itself owns
nothing and inherits nothing: without an identity it can read nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session, SessionTransaction, scoped_session, sessionmaker

from corved import clock

ANONYMOUS = "app_anonymous"
STATEMENT_TIMEOUT_MS = 30_000
SERVER_GOES_AWAY = ("57P01", "57P02", "57P03")

# /* identity */ marks these two for the tests that count a page's statements.
BIND_ROLE = text(
    """/* identity */ select set_config('app.now', :now, true), set_config('app.user_id', :user_id, true),
    set_config('statement_timeout', :timeout, true), set_config('role', :role, true)"""
)
BIND_COOKIE = text(
    """/* identity */ select p.id, p.full_name, p.timezone, p.roles, p.hours_24,
        set_config('app.now', :now, true), set_config('app.user_id', coalesce(p.id::text, ''), true),
        set_config('statement_timeout', :timeout, true),
        set_config('role', case when p.roles && cast(:needed as text[]) then :role else 'app_anonymous' end, true)
    from (select 1) as always left join app.person(:user_id, :stamp) p on p.id is not null"""
)


@dataclass(frozen=True)
class Identity:
    """A database role, and the person in whose name it acts.

    user_id: None for nobody, and for the operator on the command line.
    """

    role: str = ANONYMOUS
    user_id: UUID | None = None


@dataclass(frozen=True)
class CookieIdentity:
    """The person that a cookie names, before it is checked.

    The database role is bound only if they hold one of the `needed` roles.
    """

    user_id: UUID
    stamp: UUID
    role: str
    needed: tuple[str, ...]


@dataclass(frozen=True)
class BoundPerson:
    """The person to whom a valid cookie belongs."""

    id: UUID
    full_name: str
    timezone: str
    roles: tuple[str, ...]
    hours_24: bool


db: scoped_session[Session] = scoped_session(sessionmaker(expire_on_commit=False, autoflush=True))


def make_engine(url: URL | str) -> Engine:
    """Return an engine that works behind PgBouncer in transaction mode: no prepared statements, no session state."""
    engine = create_engine(
        url,
        connect_args={"prepare_threshold": None, "connect_timeout": 5},
        pool_size=8,
        max_overflow=8,
        pool_timeout=10,
    )
    event.listen(engine, "handle_error", _notice_a_shutdown)
    return engine


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


def speak_for(identity: Identity | CookieIdentity) -> None:
    """End the current transaction, if any, and give the next ones this identity's rights."""
    db.rollback()
    db.info["identity"] = identity
    db.info.pop("person", None)


def bound_person() -> BoundPerson | None:
    """Return the person of the transaction's cookie, opening the transaction if there is none."""
    db.connection()
    person: BoundPerson | None = db.info.get("person")
    return person


def current_user_id() -> UUID | None:
    """Return the person who acts, for audit rows. None for the operator on the command line."""
    identity: Identity | CookieIdentity | None = db.info.get("identity")
    return identity.user_id if identity else None


@event.listens_for(Session, "after_begin")
def _bind_identity(session: Session, begun: SessionTransaction, connection: Connection) -> None:
    if begun.nested:  # a savepoint keeps the identity of its transaction
        return
    identity = session.info.get("identity", Identity())
    values: dict[str, Any] = {"now": clock.now().isoformat(), "timeout": str(STATEMENT_TIMEOUT_MS)}
    if isinstance(identity, Identity):
        values |= {"role": identity.role, "user_id": str(identity.user_id or "")}
        connection.execute(BIND_ROLE, values)
        return
    values |= {"user_id": identity.user_id, "stamp": identity.stamp, "role": identity.role}
    row = connection.execute(BIND_COOKIE, {**values, "needed": list(identity.needed)}).one()
    session.info["person"] = row.id and BoundPerson(row.id, row.full_name, row.timezone, tuple(row.roles), row.hours_24)


@contextmanager
def transaction() -> Iterator[scoped_session[Session]]:
    """Run one use case as one transaction: commit at the end, roll back on any error, refuse to nest."""
    if db.info.get("in_transaction"):
        raise RuntimeError("transaction() does not nest: a use case never calls another.")
    db.info["in_transaction"] = True
    try:
        yield db
        db.commit()
    except BaseException:
        db.rollback()
        raise
    finally:
        db.info.pop("in_transaction", None)
