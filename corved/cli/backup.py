"""The commands that write the database into a file and read it back."""

from __future__ import annotations

from pathlib import Path

import click

from corved.cli.output import plain_errors, say
from corved.config import Config

OWN_POSTGRES = "This is for the database that comes along. For a PostgreSQL of your own use its pg_dump and pg_restore."


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write everything into FILE, also while CorvEd runs."""
    from corved.database.backup import write_backup
    from corved.database.embedded import AlreadyRunning, EmbeddedPostgres

    with plain_errors():
        cluster = EmbeddedPostgres(_embedded_only().data, say=say)
        try:
            cluster.start()
        except AlreadyRunning:
            cluster.attach()
            write_backup(cluster, file)
        else:
            try:
                write_backup(cluster, file)
            finally:
                cluster.stop()
    say(f"Written: {file}, {file.stat().st_size:,} bytes. Keep it where nobody else reads it.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Read FILE into a database without people. CorvEd must not run."""
    from corved.database.backup import read_backup
    from corved.database.embedded import EmbeddedPostgres

    with plain_errors():
        cluster = EmbeddedPostgres(_embedded_only().data, say=say)
        cluster.start()
        try:
            read_backup(cluster, file)
        finally:
            cluster.stop()
    say("Everything is back. Start CorvEd with: corved run")


def _embedded_only() -> Config:
    config = Config.from_environment(production=False)
    if not config.is_embedded:
        raise click.ClickException(OWN_POSTGRES)
    return config
