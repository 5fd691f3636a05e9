"""The commands that write the database into a file and read it back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corved import clock
from corved.cli.output import plain_errors, say
from corved.config import Config, ConfigurationError
from corved.values.plurals import counted

if TYPE_CHECKING:
    from sqlalchemy.engine import URL


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(1, 1000),
    help="FILE is a folder: write a new file there and delete all but the newest N.",
)
def backup(file: Path, keep: int | None) -> None:
    """Write a backup of everything to FILE. CorvEd can keep running."""
    from corved.database.backup import keep_newest, write_backup

    target = file / f"corved-{clock.now():%Y%m%d-%H%M%S}.backup" if keep else file
    with plain_errors(), _owner() as (owner_url, programs):
        write_backup(owner_url, programs, target)
        old = keep_newest(file, keep) if keep else []
    say(f"Written: {target}, {target.stat().st_size:,} bytes. Keep it where nobody else can read it.")
    if old:
        say(f"{counted(len(old), 'older backup')} deleted.")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def restore(file: Path) -> None:
    """Restore the backup FILE into an empty database. Stop CorvEd first."""
    from corved.database.backup import read_backup, read_into
    from corved.database.embedded import EmbeddedPostgres
    from corved.database.migrate import has_schema

    config = Config.from_environment(production=False)
    with plain_errors():
        if config.is_embedded:
            cluster = EmbeddedPostgres(config.data, say=say)
            cluster.start()
            try:
                _print(read_into(cluster, file))
            finally:
                cluster.stop()
        else:
            with _owner() as (owner_url, programs):
                if has_schema(owner_url):
                    raise ConfigurationError("This database is not empty. Restore the backup into an empty database.")
                _print(read_backup(owner_url, programs, file))
    say("The backup is restored. Start CorvEd with: corved run" if config.is_embedded else "Now run: corved migrate")


def _print(counts: Mapping[str, int]) -> None:
    for table, count in sorted(counts.items()):
        if count:
            click.echo(f"{table}: {counted(count, 'row')}")


@contextmanager
def _owner() -> Iterator[tuple[URL, Path]]:
    """Yield how to reach the database as its owner, and the folder of PostgreSQL's programs."""
    from corved.database.embedded import OWNER, AlreadyRunning, EmbeddedPostgres
    from corved.database.embedded_binaries import packaged_binaries
    from corved.database.local import external_database, refuse_without_cluster

    config = Config.from_environment(production=False)
    if not config.is_embedded:
        owner_url = external_database(config).owner_url if config.database_url else None
        if owner_url is None:
            raise ConfigurationError("Set DATABASE_URL to the database's owner.")
        yield owner_url, packaged_binaries()
        return
    refuse_without_cluster(config)
    cluster = EmbeddedPostgres(config.data, say=say)
    try:
        cluster.start()
    except AlreadyRunning:
        cluster.attach()
        yield cluster.url(OWNER), cluster.binaries
        return
    try:
        yield cluster.url(OWNER), cluster.binaries
    finally:
        cluster.stop()
