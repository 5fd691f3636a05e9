"""Commands for an academy that runs: the check and repair of clocks, and a month's sessions for many at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import click

from corved import clock
from corved.cli_speech import plain_errors, say
from corved.config import Config

PROGRESS_EVERY = 100


@contextmanager
def academy_at_hand() -> Iterator[None]:
    """The database of the environment, spoken to as the operator."""
    from corved.server import as_operator, database_ready

    with (
        plain_errors(),
        database_ready(Config.from_environment(production=False), say, attach=True) as engine,
        as_operator(engine),
    ):
        yield


@click.group()
def tz() -> None:
    """Sessions after a change of the time-zone database."""


@tz.command()
def check() -> None:
    """Compare every session to come with its wall clock; ends with 1 when some differ."""
    from corved.queries.stale_sessions import stale_sessions
    from corved.scheduling.local_time import hour_label
    from corved.scheduling.zone_repair import by_zone, installed_tzdata

    with academy_at_hand():
        reports = by_zone(stale_sessions(now=clock.now()))
    for report in reports:
        stored, zone = report.example.stored, report.zone
        click.echo(
            f"{zone}: {report.count} sessions differ. {stored.local_start:%Y-%m-%d %H:%M} there is stored as "
            f"{stored.start:%H:%M}Z, which is {hour_label(stored.start, zone)} there by tzdata {installed_tzdata()}; "
            f"right is {report.example.right.start:%H:%M}Z."
        )
    if reports:
        click.echo("Run `corved tz repair` to move them: the wall clock stays, the instant follows.")
        raise SystemExit(1)
    click.echo(f"Every session to come is when its wall clock says, by tzdata {installed_tzdata()}.")


@tz.command()
def repair() -> None:
    """Move the instants of sessions to come to what their wall clock says; ends with 1 when some are refused."""
    from corved.use_cases.repair_clocks import repair_clocks

    refused = repaired = 0
    with academy_at_hand():
        for done in repair_clocks():
            if done.refused is not None:
                refused += 1
                click.echo(f"REFUSED {done.title}: {done.refused}")
                continue
            repaired += done.repaired
            click.echo(f"{done.title}: {done.repaired} sessions repaired. Tell them:")
            for line in done.tell:
                click.echo(f"  {line}")
    click.echo(f"{repaired} sessions repaired, {refused} matches refused.")
    if refused:
        click.echo("Move what is in the way of the refused ones, then run this again.")
        raise SystemExit(1)


@click.group()
def sessions() -> None:
    """Sessions of many matches at once."""


@sessions.command()
@click.option("--all-ready", is_flag=True, required=True, help="Every match whose package lacks sessions.")
def generate(all_ready: bool) -> None:
    """Create the sessions of every match that is ready, by its agreed schedule; say what became of the others.

    Each match is one transaction: stop it whenever you like and run it again.
    """
    from corved.queries.ready_matches import ready_matches
    from corved.scheduling.windows import ONE_DAY
    from corved.use_cases.generate_ready import generate_ready

    assert all_ready
    tally = Counter[str]()
    created = 0
    problems = []
    with academy_at_hand():
        found = ready_matches(today=clock.now().date() - ONE_DAY)
        for number, each in enumerate(found, start=1):
            outcome = generate_ready(match_id=each.match_id, package_id=each.package_id)
            tally[outcome.kind] += 1
            created += outcome.created
            if outcome.why:
                problems.append(f"{outcome.kind.upper()} {each.learner} with {each.tutor}: {outcome.why}")
            if number % PROGRESS_EVERY == 0 or number == len(found):
                say(f"  {number} of {len(found)} matches")
    for line in problems:
        click.echo(line)
    click.echo(
        f"{created} sessions created for {tally['created']} matches; {tally['short']} short, "
        f"{tally['blocked']} blocked."
    )
