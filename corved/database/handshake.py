"""Refuses to serve a database whose schema this release does not know, and says which command mends it."""

from __future__ import annotations

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from corved.config import ConfigurationError
from corved.database.migrate import newest_revision

SCHEMA = text("select revision, serves_since from app.schema()")


class OtherSchema(ConfigurationError):
    """The database has a schema that this release cannot serve. The message says what to do."""


def look_at_schema(engine: Engine) -> None:
    """Raise OtherSchema where the database has another schema, or does not know the web login yet."""
    try:
        with engine.connect() as connection:
            refuse_other_schema(connection)
    except OperationalError as error:
        if "authentication failed" not in str(error.orig) and "does not exist" not in str(error.orig):
            raise
        raise OtherSchema(
            f"The database does not let {engine.url.username} in with this SECRET_KEY. Run: corved migrate"
        ) from error


def refuse_other_schema(connection: Connection) -> str:
    """Return the revision of the database's schema; raise OtherSchema for one that this release does not know.

    A newer schema is served as long as the release that made it says so. connection: of the web login.
    """
    known = newest_revision()
    try:
        found = connection.execute(SCHEMA).one()
    except ProgrammingError:  # from before 0113, or none at all
        connection.rollback()
        raise OtherSchema(
            f"The database has no schema of CorvEd, or an older one. This release needs {known}. Run: corved migrate"
        ) from None
    if found.revision < known:
        raise OtherSchema(
            f"The database has schema {found.revision}, and this release needs {known}. Run: corved migrate"
        )
    if found.revision > known and known < found.serves_since:
        raise OtherSchema(
            f"The database has schema {found.revision}, from a newer release. This one knows {known}. "
            "Start the newer release, or restore the backup from before its upgrade."
        )
    return str(found.revision)
