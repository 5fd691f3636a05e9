"""The commands for a running academy: checking and repairing clocks, and creating the month's sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from queue import Queue
from threading import Event
from typing import TYPE_CHECKING

import click

from corved import clock
from corved.cli.output import plain_errors, say
from corved.config import Config
from corved.scheduling.apart import apart, batched
from corved.values.plurals import counted

if TYPE_CHECKING:
    from corved.queries.months.waiting_months import WaitingMonth
    from corved.use_cases.months.ready_steps import Outcome

PROGRESS_EVERY = 100
WORKERS = 2


@contextmanager
def academy_at_hand() -> Iterator[None]:
    """Provide the database of the environment, spoken to as the operator."""
    from corved.database.operator import as_operator, database_ready

    with (
        plain_errors(),
        database_ready(Config.from_environment(production=False), say, attach=True) as engine,
        as_operator(engine),
    ):
        yield


@click.command()
def housekeeping() -> None:
    """Run the background tasks once: expire packages, delete old joins, send e-mails."""
    from corved.database.local import with_local_secret
    from corved.server.scheduler import keep_house, send_mail

    with academy_at_hand():
        config = with_local_secret(Config.from_environment(production=False))
        count, sent = keep_house(), send_mail(config.mail, config.secret_key)
    say(f"{counted(count, 'package')} expired, {counted(sent, 'e-mail')} sent.")


@click.group()
def tz() -> None:
    """Check and repair sessions after a change of the time-zone database."""


@tz.command()
def check() -> None:
    """Check that every upcoming session still matches its agreed local time. Exit with 1 when some do not."""
    from corved.queries.timetable.stale_sessions import stale_sessions
    from corved.scheduling.local_time import hour_label
    from corved.scheduling.zone_repair import by_zone, installed_tzdata

    with academy_at_hand():
        found = stale_sessions(now=clock.now())
    reports = by_zone(found)
    for report in reports:
        stored, zone = report.example.stored, report.zone
        click.echo(
            f"{zone}: {counted(report.count, 'session')} at the wrong time. Example: agreed "
            f"{stored.local_start:%Y-%m-%d %H:%M} local time, stored as {stored.start:%H:%M} UTC (that is "
            f"{hour_label(stored.start, zone)} local time, tzdata {installed_tzdata()}). "
            f"It should be {report.example.right.start:%H:%M} UTC."
        )
    if only_first := sum(not each.differs for each in found):
        click.echo(f"{counted(only_first, 'moved session')}: the time is right, but the recorded old time is wrong.")
    if found:
        click.echo("Run `corved tz repair` to correct them. The agreed local times stay the same.")
        raise SystemExit(1)
    click.echo(f"Every upcoming session is at its agreed local time (tzdata {installed_tzdata()}).")


@tz.command()
def repair() -> None:
    """Correct the instants of upcoming sessions to their agreed local time. Exit with 1 when some are refused."""
    from corved.use_cases.timetable.repair_clocks import repair_clocks

    refused = repaired = 0
    with academy_at_hand():
        for done in repair_clocks():
            if done.refused is not None:
                refused += 1
                click.echo(f"REFUSED {done.title}: {done.refused}")
                continue
            repaired += done.repaired
            click.echo(
                f"{done.title}: {counted(done.repaired, 'session')} repaired.{' Tell them:' if done.tell else ''}"
            )
            for line in done.tell:
                click.echo(f"  {line}")
    click.echo(f"{counted(repaired, 'session')} repaired, {counted(refused, 'course')} refused.")
    if refused:
        click.echo("Move the sessions that take these times, then run this again.")
        raise SystemExit(1)


@click.group()
def sessions() -> None:
    """Create the sessions of many matches."""


def generate_all(found: Sequence[WaitingMonth]) -> Iterator[tuple[WaitingMonth, Outcome]]:
    """Create the sessions of each ready month, many in one transaction, and yield what became of each of all.

    While one worker's database writes, another plans. What shares a tutor or a learner stays with one worker, in its
    order, so that the outcome is that of one after the other. Stopped, it ends after the transactions that run.
    """
    from corved.database.session import Identity, db
    from corved.scheduling.month_turn import Turn
    from corved.use_cases.months.generate_ready import AT_ONCE, generate_ready
    from corved.use_cases.months.ready_steps import Outcome

    context = copy_context()
    ready = [each for each in found if each.turn is Turn.READY]
    yield from ((each, Outcome(each.turn, why=_sentence(each.why))) for each in found if each.turn is not Turn.READY)
    done: Queue[list[tuple[WaitingMonth, Outcome]] | None] = Queue()
    stop = Event()

    def work(mine: Sequence[WaitingMonth]) -> None:
        db.info.setdefault("identity", Identity("app_admin"))
        try:
            for batch in batched(mine, AT_ONCE):
                if stop.is_set():
                    return
                outcomes = generate_ready(pairs=[(each.match_id, each.package_id) for each in batch])
                done.put(list(zip(batch, outcomes, strict=True)))
        finally:
            db.remove()
            done.put(None)

    shares = apart([((each.tutor_id, each.learner_id), each) for each in ready], WORKERS)
    with ThreadPoolExecutor(WORKERS) as pool:
        working = [pool.submit(context.copy().run, work, share) for share in shares]
        try:
            left = len(working)
            while left:
                some = done.get()
                left -= some is None
                yield from some or ()
            for each in working:
                each.result()
        finally:
            stop.set()


def _sentence(why: str) -> str:
    return f"{why[0].upper()}{why[1:]}."


@sessions.command()
@click.option("--all-ready", is_flag=True, required=True, help="Every course whose month lacks sessions.")
def generate(all_ready: bool) -> None:
    """Create the sessions of every course that is ready, by its agreed schedule, and list the courses that are not.

    Many courses are one transaction: you can stop it at any time and run it again.
    """
    from corved.database.clock_gap import refuse_wrong_clock
    from corved.queries.months.waiting_months import waiting_months

    assert all_ready
    tally = Counter[str]()
    created = 0
    problems = []
    with academy_at_hand():
        refuse_wrong_clock()
        found = waiting_months(now=clock.now()).rows
        places = {each.package_id: number for number, each in enumerate(found)}
        for number, (each, outcome) in enumerate(generate_all(found), start=1):
            tally[outcome.kind if outcome.created or outcome.why else "had theirs"] += 1
            created += outcome.created
            if outcome.why:
                line = f"{outcome.kind.upper()} {each.learner} with {each.tutor}: {outcome.why}"
                problems.append((places[each.package_id], line))
            if number % PROGRESS_EVERY == 0 or number == len(found):
                say(f"  {number} of {len(found)} courses")
    for _place, line in sorted(problems):
        click.echo(line)
    click.echo(
        f"{counted(created, 'session')} created for {counted(tally['created'], 'course')}; "
        f"{tally['decision'] + tally['short']} to decide. "
        f"Something is missing for {counted(tally['blocked'], 'course')}."
    )
