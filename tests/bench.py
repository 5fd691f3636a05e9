"""`make bench`: each measurement stands beside a floor or a smaller case, taken in the same run. They are not tests."""

from __future__ import annotations

import json
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import text

from corved import clock
from corved.database.embedded import OWNER, SUPERUSER, WEB, EmbeddedPostgres
from corved.database.migrate import migrate
from corved.database.session import Identity, connect, db, make_engine, speak_for
from corved.queries.student_sessions import student_sessions
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.plan import make_plan
from corved.scheduling.windows import Window

VECTORS = Path(__file__).parent / "vectors/visible.jsonl"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAMILIES_FEW, FAMILIES_MANY, SESSIONS_EACH = 100, 10_000, 100


def main() -> None:
    generator()
    upcoming()


def generator() -> None:
    """Microseconds a pattern, against the plain zoneinfo loop doing the same."""
    rows = [json.loads(line) for line in VECTORS.read_text().splitlines()]

    def ours() -> None:
        for row in rows:
            pattern = Pattern(row["zone"], tuple(sorted(row["days"])), parse_time(row["time"]), row["duration_mins"])
            window = Window(date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"]))
            make_plan(pattern, window, row["n"])

    def floor() -> None:
        for row in rows:
            zone, days = ZoneInfo(row["zone"]), set(row["days"])
            at = wall_time.fromisoformat(row["time"])
            day, last = date.fromisoformat(row["start_date"]), date.fromisoformat(row["end_date"])
            length, found = timedelta(minutes=row["duration_mins"]), []
            while day <= last and len(found) < row["n"]:
                if day.isoweekday() % 7 in days:
                    start = datetime.combine(day, at, tzinfo=zone).astimezone(UTC)
                    found.append((start, start + length))
                day += timedelta(days=1)

    mine, plain = (best(what, 20) / len(rows) * 1e6 for what in (ours, floor))
    print(
        f"generator: {mine:.1f} us a pattern, plain zoneinfo loop {plain:.1f} us, ratio {mine / plain:.2f} (goal <= 3)"
    )


def upcoming() -> None:
    """Milliseconds of a family's page query under row-level security, at 10,000 sessions and at 1,000,000."""
    folder = Path(tempfile.mkdtemp(prefix="corved-bench-"))
    folder.chmod(0o711)
    settings = {"fsync": "off", "shared_buffers": "512MB", "maintenance_work_mem": "512MB", "max_wal_size": "4GB"}
    cluster = EmbeddedPostgres(folder / "cluster", settings=settings)
    cluster.start()
    try:
        measured = {}
        for families in (FAMILIES_FEW, FAMILIES_MANY):
            name = f"bench_{families}"
            cluster.create_database(name)
            migrate(cluster.url(OWNER, name))
            account = fill(cluster, name, families)
            engine = make_engine(cluster.url(WEB, name))
            connect(engine)
            speak_for(Identity("app_student", account))
            with clock.at(NOW):
                statement = median(query, 300)
                page = median(lambda: student_sessions(learner_id=None, now=NOW, zone="Europe/London"), 100)
            db.remove()
            engine.dispose()
            measured[families] = (statement, page)
        for what, index in (("upcoming query", 0), ("whole page's queries", 1)):
            few, many = measured[FAMILIES_FEW][index], measured[FAMILIES_MANY][index]
            print(
                f"{what}: {few:.3f} ms at {FAMILIES_FEW * SESSIONS_EACH:,} sessions, "
                f"{many:.3f} ms at {FAMILIES_MANY * SESSIONS_EACH:,}, ratio {many / few:.2f} (goal <= 1.3)"
            )
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


UPCOMING = text(
    """
    select s.id, s.scheduled_start_utc, l.full_name, t.full_name, m.meet_link from sessions s
    join matches m on m.id = s.match_id
    join learners l on l.id = s.learner_id
    join users t on t.id = s.tutor_user_id
    where s.account_user_id = (select app.uid()) and s.scheduled_start_utc > :now
    order by s.scheduled_start_utc limit 20
    """
)


def query() -> None:
    assert len(db.execute(UPCOMING, {"now": NOW}).all()) == 20


def fill(cluster: EmbeddedPostgres, database: str, families: int) -> object:
    """Every family: one learner, one match, 100 sessions from two months ago to two months ahead."""
    url = cluster.url(SUPERUSER, database)
    with psycopg.connect(
        host=str(url.query["host"]), user=SUPERUSER, password=url.password, dbname=database, autocommit=True
    ) as connection:
        connection.execute("set session_replication_role = replica")
        constraints = ("sessions_tutor_free", "sessions_learner_free")
        definitions = [
            connection.execute("select pg_get_constraintdef(oid) from pg_constraint where conname = %s", (name,))
            for name in constraints
        ]
        kept = [each.fetchone()[0] for each in definitions]  # type: ignore[index]
        for name in constraints:  # filled first, indexed after: the same tables, sooner
            connection.execute(f"alter table sessions drop constraint {name}")  # type: ignore[arg-type]
        connection.execute(FILL, {"families": families, "now": NOW, "each": SESSIONS_EACH})  # type: ignore[arg-type]
        for name, definition in zip(constraints, kept, strict=True):
            connection.execute(f"alter table sessions add constraint {name} {definition}")  # type: ignore[arg-type]
        connection.execute("vacuum analyze")
        row = connection.execute("select id from users where email = 'family50@bench.example'").fetchone()
        assert row is not None
        return row[0]


FILL = """
with numbers as (select n, gen_random_uuid() as account, gen_random_uuid() as tutor, gen_random_uuid() as learner,
                        gen_random_uuid() as request, gen_random_uuid() as package, gen_random_uuid() as match
                 from generate_series(1, %(families)s) n),
subject as (insert into subjects (name) values ('Math') returning id),
academy_row as (insert into academy (name, timezone, whatsapp, price_8, price_12, price_20)
                values ('Bench', 'Asia/Karachi', '+922100000000', 1, 1, 1)),
accounts as (insert into users (id, full_name, email, timezone)
             select account, 'Family ' || n, 'family' || n || '@bench.example', 'Europe/London' from numbers
             union all
             select tutor, 'Tutor ' || n, 'tutor' || n || '@bench.example', 'Asia/Karachi' from numbers),
learner_rows as (insert into learners (id, account_user_id, full_name)
                 select learner, account, 'Learner ' || n from numbers),
request_rows as (insert into requests (id, learner_id, subject_id, level, status)
                 select request, learner, subject.id, 'o_level', 'active' from numbers, subject),
package_rows as (insert into packages (id, request_id, tier, start_date, end_date, status)
                 select package, request, 20, date '2026-01-01', date '2026-12-31', 'active' from numbers),
match_rows as (insert into matches (id, request_id, tutor_user_id, meet_link, status)
               select match, request, tutor, 'https://meet.google.com/abc-defg-hij', 'active' from numbers)
insert into sessions (match_id, package_id, tutor_user_id, learner_id, account_user_id, scheduled_start_utc,
                      scheduled_end_utc, local_start, timezone, status)
select match, package, tutor, learner, account, start, start + interval '1 hour', start::timestamp, 'UTC',
       (case when start < %(now)s then 'done' else 'scheduled' end)::session_status
from generate_series(1, %(each)s) k, numbers,
     lateral (select %(now)s::timestamptz + (k - 50) * interval '29 hours' + n * interval '7 minutes' as start) at
"""


def best(what: Callable[[], object], times: int) -> float:
    return min(timed(what) for _ in range(times))


def median(what: Callable[[], object], times: int) -> float:
    """Milliseconds."""
    for _ in range(20):
        what()
    return statistics.median(timed(what) for _ in range(times)) * 1000


def timed(what: Callable[[], object]) -> float:
    begun = time.perf_counter()
    what()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
