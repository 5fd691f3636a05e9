"""The command line: starting, the database, and the first admin. The other commands are in operations.py and backup.py.

A command imports what it needs when it runs, so that `corved --help` does not load the web application.
"""

from __future__ import annotations

import gc
import sys
from datetime import datetime

import click

from corved.cli.backup import backup, restore
from corved.cli.doctor import doctor
from corved.cli.erasing import erase
from corved.cli.importing import import_file
from corved.cli.operations import housekeeping, sessions, tz
from corved.cli.output import plain_errors, say
from corved.config import VERSION, Config


@click.group()
@click.version_option(VERSION, prog_name="corved", message="%(prog)s %(version)s")
def corved() -> None:
    """Run a managed one-to-one tutoring academy."""


@corved.command()
@click.option("--demo/--no-demo", default=True, help="Fill an empty database with the demo academy.")
@click.option("--with-parent", is_flag=True, hidden=True, help="Stop when the process that started this one dies.")
def run(demo: bool, with_parent: bool) -> None:
    """Start CorvEd here: database, migrations and web server in one command."""
    gc.disable()  # until everything is loaded: a fifth of the start was spent looking for what is not used any more
    from corved.server.run import serve

    with plain_errors():
        serve(Config.from_environment(production=False), say, demo=demo, with_parent=with_parent)


@corved.command()
def migrate() -> None:
    """Bring the database to the newest schema and give the web app its login."""
    from corved.database.operator import database_ready

    with (
        plain_errors(),
        database_ready(Config.from_environment(production=False), say, attach=True, upgrades=True, makes=True),
    ):
        say("The database is up to date.")


@corved.command()
def demo() -> None:
    """Fill an empty database with the demo academy."""
    from corved.database.operator import as_operator, database_ready, is_empty
    from corved.demo.academy import build_demo
    from corved.demo.people import print_sign_ins

    with (
        plain_errors(),
        database_ready(Config.from_environment(production=False), say, attach=True, makes=True) as engine,
    ):
        with as_operator(engine):
            if not is_empty():
                raise click.ClickException("The database has people in it already; the demo is for an empty one.")
            build_demo(say)
        print_sign_ins(say)


@corved.command("setup-code")
def print_setup_code() -> None:
    """Print the code that the first page of a new academy asks for."""
    from corved.database.local import with_local_secret
    from corved.values.derived_secrets import setup_code

    with plain_errors():
        click.echo(setup_code(with_local_secret(Config.from_environment(production=False)).secret_key))


@corved.command("create-admin")
@click.option("--name", prompt="Full name")
@click.option("--email", prompt="E-mail")
@click.option("--timezone", default="Asia/Karachi", show_default=True, help="An IANA name.")
@click.password_option("--password", help="10 to 200 characters. You are asked for it if you leave it out.")
@click.option(
    "--academy",
    default="The academy",
    show_default=True,
    help="The academy’s name, used only if there is no academy yet.",
)
@click.option(
    "--whatsapp",
    help="The academy’s WhatsApp number, like 0300 1234567. You are asked for it if there is no academy yet.",
)
def create_admin(name: str, email: str, timezone: str, password: str, academy: str, whatsapp: str | None) -> None:
    """Create an admin; on an empty database also the academy with its subjects."""
    from corved.database.operator import as_operator, database_ready, is_empty
    from corved.problems import Refusal
    from corved.scheduling.zones import UnknownZone
    from corved.use_cases.academy.set_up_academy import set_up_academy
    from corved.use_cases.people.create_person import create_person
    from corved.values.phone_numbers import e164

    config = Config.from_environment(production=False)
    with plain_errors(), database_ready(config, say, attach=True, makes=True) as engine:
        try:
            with as_operator(engine):
                if is_empty():
                    said = whatsapp or click.prompt("WhatsApp number of the academy (like 0300 1234567)")
                    set_up_academy(
                        full_name=name,
                        email=email,
                        password=password,
                        timezone=timezone,
                        academy=academy,
                        whatsapp=e164(said) or said,
                    )
                else:
                    create_person(full_name=name, email=email, timezone=timezone, roles=("admin",), password=password)
        except (Refusal, UnknownZone) as problem:
            raise click.ClickException(str(problem)) from problem
    say(f"{name} can sign in as {email}.")


@corved.command("preview-sessions")
@click.option("--now", "now_text", help="Drop session times before this instant (ISO 8601 with an offset).")
def preview_sessions(now_text: str | None) -> None:
    """Read schedules as JSON lines and print the sessions they give. Needs no database.

    In: {"id", "zone", "days" (0=Sunday), "time", "duration_mins", "start_date", "end_date", "n"} a line.
    Out: {"id", "sessions": [[start, end], ...] in UTC, "shortfall"} a line; {"id", "error"} for a bad one.
    """
    from corved.cli.preview_lines import answer

    now = None
    if now_text is not None:
        try:
            now = datetime.fromisoformat(now_text)
        except ValueError:
            raise click.BadParameter("write it like 2026-03-01T09:00:00+05:00", param_hint="--now") from None
        if now.tzinfo is None:
            raise click.BadParameter("say which offset, like 2026-03-01T09:00:00+05:00", param_hint="--now")
    for line in sys.stdin.buffer:
        if line.strip():
            click.echo(answer(line, now))


corved.add_command(tz)
corved.add_command(housekeeping)
corved.add_command(backup)
corved.add_command(restore)
corved.add_command(sessions)
corved.add_command(import_file)
corved.add_command(doctor)
corved.add_command(erase)


def main() -> None:
    corved(prog_name="corved")
