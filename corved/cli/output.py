"""Prints the commands' messages to stderr; errors that a user can fix show no traceback."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click


def say(message: str) -> None:
    click.echo(message, err=True)


@contextmanager
def plain_errors() -> Iterator[None]:
    """Report a failed start in a sentence, without a traceback."""
    from psycopg import Error as DriverError
    from sqlalchemy.exc import DBAPIError

    from corved.config import ConfigurationError
    from corved.database.backup import BackupError
    from corved.database.baseline import ForeignSchema
    from corved.database.embedded import AlreadyRunning
    from corved.database.embedded_binaries import EmbeddedPostgresError
    from corved.problems import Refusal

    try:
        yield
    except AlreadyRunning as error:
        raise click.ClickException(f"{error}: stop that one first, or set CORVED_DATA to another folder.") from error
    except (ConfigurationError, EmbeddedPostgresError, ForeignSchema, BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error
    except Refusal as error:
        raise click.ClickException(str(error)) from error
    except (DBAPIError, DriverError) as error:
        words = str(error.orig if isinstance(error, DBAPIError) else error).strip()
        raise click.ClickException(f"The database refused: {words}") from error
