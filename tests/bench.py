"""`make bench`: each measurement stands beside a floor or a smaller case, taken in the same run. They are not tests."""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
from sqlalchemy import text

from corved import clock, create_app
from corved.cli.operations import generate_all
from corved.config import Config
from corved.database.embedded import SUPERUSER, EmbeddedPostgres
from corved.database.session import Identity, connect, db, speak_for
from corved.messages.desk import message_desk
from corved.queries.months.generation_run import generation_run
from corved.queries.months.waiting_months import waiting_months
from corved.queries.sessions.family_page import student_sessions
from corved.scheduling.pattern import Pattern, parse_time
from corved.scheduling.plan import make_plan
from corved.scheduling.windows import Window
from corved.use_cases.calendars.create_feed import create_feed
from corved.use_cases.months.generate_ready import generate_ready
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.months.undo_generated_match import undo_generated_match
from corved.use_cases.months.undo_generation_run import undo_generation_run
from corved.web.extensions import limiter
from tests.databases import SECRET_KEY, prepare, web_engine

VECTORS = Path(__file__).parent / "vectors/visible.jsonl"
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
FAMILIES_FEW, FAMILIES_MANY, SESSIONS_EACH = 100, 10_000, 108
MATCHES = 10_000
ACADEMY = 200


def main() -> None:
    generator()
    upcoming()
    whole_month()
    turn_of_the_month()
    feed()


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
        f"generator: {mine:.1f} us a pattern, plain zoneinfo loop {plain:.1f} us, ratio {mine / plain:.2f} "
        f"(goal <= 1.5); {luxon(plain)}"
    )


def luxon(plain: float) -> str:
    """Measure Luxon with the same patterns, where npm can fetch it. plain: microseconds of the plain loop."""
    if shutil.which("npm") is None:
        return "Luxon was not measured, because npm is missing"
    with tempfile.TemporaryDirectory() as folder:
        script = shutil.copy(Path(__file__).parent / "bench_luxon.mjs", folder)
        fetched = subprocess.run(["npm", "install", "--silent", "--prefix", folder, "luxon"], capture_output=True)
        if fetched.returncode != 0:
            return "Luxon was not measured, because npm could not fetch it"
        took = float(subprocess.run(["node", script, VECTORS], capture_output=True, check=True, text=True).stdout)
    return f"Luxon {took:.0f} us, ratio {took / plain:.0f}"


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
            prepare(cluster, name)
            account = fill(cluster, name, families)
            engine = web_engine(cluster, name)
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


def whole_month() -> None:
    """Seconds to generate the month of 10,000 matches, against a bare COPY of the same rows into the same table."""
    folder = Path(tempfile.mkdtemp(prefix="corved-bench-"))
    folder.chmod(0o711)
    cluster = EmbeddedPostgres(folder / "cluster", settings={"shared_buffers": "512MB", "max_wal_size": "4GB"})
    cluster.start()
    try:
        prepare(cluster)
        with superuser(cluster) as connection:
            connection.execute(UNCHECKED)
            connection.execute(READY, {"matches": MATCHES})
            connection.execute("vacuum analyze")
        connect(web_engine(cluster))
        speak_for(Identity("app_admin"))
        with clock.at(NOW):
            found = waiting_months(now=NOW).rows
            begun = time.perf_counter()
            outcomes = Counter(outcome.kind for _match, outcome in generate_all(found))
            ours = time.perf_counter() - begun
        db.remove()
        assert outcomes == {"created": MATCHES}, outcomes
        with superuser(cluster) as connection:
            floor, rows = copy_again(connection)
        print(
            f"whole month: {ours:.1f} s for {MATCHES:,} matches ({rows:,} sessions), bare COPY {floor:.1f} s, "
            f"ratio {ours / floor:.2f} (goal <= 2)"
        )
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def turn_of_the_month() -> None:
    """The month of 200 matches as the admin's page does it, one after the other: the board, the run, its undo."""
    folder = Path(tempfile.mkdtemp(prefix="corved-bench-"))
    folder.chmod(0o711)
    cluster = EmbeddedPostgres(folder / "cluster")
    cluster.start()
    try:
        prepare(cluster)
        with superuser(cluster) as connection:
            connection.execute(UNCHECKED)
            connection.execute(READY, {"matches": ACADEMY})
            connection.execute("vacuum analyze")
        connect(web_engine(cluster))
        speak_for(Identity("app_admin"))
        with clock.at(NOW):
            board = median(lambda: waiting_months(now=NOW), 10)
            ready = [(each.match_id, each.package_id) for each in waiting_months(now=NOW).rows]
            db.rollback()
            run = start_generation_run(ready)
            created = seconds(lambda: generate_ready(pairs=ready, run_id=run))
            desk, letters = median(lambda: message_desk(now=NOW), 5), len(message_desk(now=NOW).letters)
            db.rollback()
            undo_generation_run(run_id=run)
            undone = seconds(lambda: [undo_generated_match(run_id=run, package_id=p) for _m, p in ready])
            outcomes = generation_run(run, now=NOW).matches
        db.remove()
        assert outcomes == {"undone": ACADEMY}, outcomes
        print(
            f"turn of the month, {ACADEMY} matches: board {board:.0f} ms, created in {created:.1f} s, "
            f"undone in {undone:.1f} s; message desk with its {letters} texts {desk:.0f} ms"
        )
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def feed() -> None:
    """A family's calendar with 1,000 sessions: over HTTP, whole and when nothing has changed."""
    folder = Path(tempfile.mkdtemp(prefix="corved-bench-"))
    folder.chmod(0o711)
    cluster = EmbeddedPostgres(folder / "cluster")
    cluster.start()
    try:
        prepare(cluster)
        account = UUID(str(fill(cluster, "corved", FAMILIES_FEW, 1000)))
        app = create_app(Config(secret_key=SECRET_KEY, production=False), web_engine(cluster))
        limiter.enabled = False
        with clock.at(NOW):
            with superuser(cluster) as connection:
                connection.execute("insert into user_roles values (%s, 'parent')", (account,))
            token = uuid4()
            speak_for(Identity("app_student", account))
            create_feed(area="student", token_of=lambda _salt: token)
            browser = app.test_client()
            whole = browser.get(f"/calendar/{token}.ics", headers={"Accept-Encoding": "gzip"})
            plain = browser.get(f"/calendar/{token}.ics")
            same = {"If-None-Match": plain.headers["ETag"]}
            assert browser.get(f"/calendar/{token}.ics", headers=same).status_code == 304
            full = median(lambda: browser.get(f"/calendar/{token}.ics"), 20)
            unchanged = median(lambda: browser.get(f"/calendar/{token}.ics", headers=same), 20)
        db.remove()
        print(
            f"calendar of 1,000 sessions: {len(plain.data):,} bytes ({len(whole.data):,} compressed) in {full:.0f} ms; "
            f"304 in {unchanged:.0f} ms"
        )
    finally:
        cluster.stop()
        shutil.rmtree(folder, ignore_errors=True)


def seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def copy_again(connection: psycopg.Connection) -> tuple[float, int]:
    """Seconds of one COPY of the new sessions, taken away first, into the table with its constraints and indexes."""
    columns = connection.execute(
        """select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
           where attrelid = 'sessions'::regclass and attnum > 0 and attgenerated = ''"""
    ).fetchone()[0]  # type: ignore[index]
    with connection.cursor().copy(f"copy (select {columns} from sessions where status = 'scheduled') to stdout") as out:
        kept = b"".join(bytes(chunk) for chunk in out)
    connection.execute("set session_replication_role = replica")  # they are past by the real clock
    connection.execute("delete from sessions where status = 'scheduled'")
    connection.execute("set session_replication_role = origin")
    connection.execute("vacuum sessions")
    begun = time.perf_counter()
    with connection.cursor().copy(f"copy sessions ({columns}) from stdin") as into:
        into.write(kept)
    return time.perf_counter() - begun, kept.count(b"\n")


def superuser(cluster: EmbeddedPostgres) -> psycopg.Connection:
    url = cluster.url(SUPERUSER)
    return psycopg.connect(
        host=str(url.query["host"]), user=SUPERUSER, password=url.password, dbname="corved", autocommit=True
    )


# 12 sessions were held by each last month. Now Mondays, Wednesdays and Fridays at one of 12 hours, by five clocks.
# In one statement, the trigger would not see the approvals that are written with the matches.
UNCHECKED = "alter table matches disable trigger matches_keep_approval"
READY = """
with numbers as (select n, gen_random_uuid() as account, gen_random_uuid() as tutor, gen_random_uuid() as learner,
                        gen_random_uuid() as request, gen_random_uuid() as package, gen_random_uuid() as match,
                        (array['Asia/Karachi', 'Europe/London', 'America/New_York', 'Asia/Dubai', 'Australia/Sydney']
                        )[n %% 5 + 1] as zone
                 from generate_series(1, %(matches)s) n),
subject as (insert into subjects (name) values ('Math') returning id),
level as (insert into levels (name) values ('O Levels') returning id),
sizes as (insert into month_sizes (sessions) values (8), (12), (20)),
academy_row as (insert into academy (name, timezone, whatsapp, currency)
                values ('Bench', 'Asia/Karachi', '+922100000000', 'PKR')),
accounts as (insert into users (id, full_name, email, timezone)
             select account, 'Family ' || n, 'family' || n || '@bench.example', zone from numbers
             union all
             select tutor, 'Tutor ' || n, 'tutor' || n || '@bench.example', 'Asia/Karachi' from numbers),
roles as (insert into user_roles (user_id, role) select tutor, 'tutor'::person_role from numbers),
learner_rows as (insert into learners (id, account_user_id, full_name)
                 select learner, account, 'Learner ' || n from numbers),
request_rows as (insert into requests (id, learner_id, subject_id, level_id, status)
                 select request, learner, subject.id, level.id, 'matched' from numbers, subject, level),
package_rows as (insert into packages (id, request_id, tier, start_date, end_date, status, price, currency)
                 select package, request, 12, date '2026-03-03', date '2026-04-02', 'active', 0, 'PKR' from numbers),
match_rows as (insert into matches (id, request_id, tutor_user_id, meet_link, status)
               select match, request, tutor, 'https://meet.google.com/abc-defg-hij', 'matched' from numbers),
last_month as (insert into packages (id, request_id, tier, start_date, end_date, status, price, currency)
               select gen_random_uuid(), request, 12, date '2026-02-03', date '2026-03-02', 'expired', 0, 'PKR'
               from numbers
               returning id, request_id),
history as (insert into sessions (match_id, package_id, tutor_user_id, learner_id, account_user_id, status,
                                  scheduled_start_utc, scheduled_end_utc, local_start, timezone)
            select match, last_month.id, tutor, learner, account, 'done', start, start + interval '1 hour',
                   start::timestamp, 'UTC'
            from numbers join last_month on last_month.request_id = numbers.request,
                 lateral (select timestamptz '2026-02-02 00:30Z' + k * interval '53 hours' as start
                          from generate_series(1, 12) k) at)
insert into match_patterns (match_id, since, pattern)
select match, date '2026-02-03', jsonb_build_object(
    'timezone', zone, 'days', '[1, 3, 5]'::jsonb, 'time', to_char(n %% 12 + 8, 'fm00') || ':00', 'duration_mins', 60)
from numbers
"""

UPCOMING = text(
    """
    select s.id, s.scheduled_start_utc, l.full_name, t.full_name,
           (select k.meet_link from meet_links k where k.match_id = s.match_id and k.tutor_user_id = s.tutor_user_id)
    from sessions s
    join matches m on m.id = s.match_id
    join learners l on l.id = s.learner_id
    join users t on t.id = s.tutor_user_id
    where s.account_user_id = (select app.uid()) and s.scheduled_start_utc > :now
    order by s.scheduled_start_utc limit 20
    """
)


def query() -> None:
    assert db.execute(UPCOMING, {"now": NOW}).all()


def fill(cluster: EmbeddedPostgres, database: str, families: int, each: int = SESSIONS_EACH) -> object:
    """Every family: one learner, one match, twelve a month, each family elsewhere in its last one.

    Every thirtieth has one more month that waits for its sessions.
    """
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
        connection.execute(STARTS)
        connection.execute(FILL, {"families": families, "now": NOW, "each": each})  # type: ignore[arg-type]
        for lived in LIVED.split(";"):
            connection.execute(lived, {"now": NOW})  # type: ignore[arg-type]
        for name, definition in zip(constraints, kept, strict=True):
            connection.execute(f"alter table sessions add constraint {name} {definition}")  # type: ignore[arg-type]
        connection.execute("vacuum analyze")
        row = connection.execute("select id from users where email = 'family50@bench.example'").fetchone()
        assert row is not None
        return row[0]


STARTS = """
create function pg_temp.starts_at(n integer, k integer) returns timestamptz language sql immutable
    return timestamptz '2026-03-02 09:00Z' + (k - 97 + n % 12) * interval '29 hours'
           + n * 7 % 1740 * interval '1 minute'
"""
FILL = r"""
with numbers as (select n, gen_random_uuid() as account, gen_random_uuid() as tutor, gen_random_uuid() as learner,
                        gen_random_uuid() as request, gen_random_uuid() as match,
                        'https://meet.google.com/' || regexp_replace(
                            translate(lpad(n::text, 10, '0'), '0123456789', 'abcdefghij'),
                            '(...)(....)', '\1-\2-') as link
                 from generate_series(1, %(families)s) n),
subject as (insert into subjects (name) values ('Math') returning id),
level as (insert into levels (name) values ('O Levels') returning id),
sizes as (insert into month_sizes (sessions) values (8), (12), (20)),
academy_row as (insert into academy (name, timezone, whatsapp, currency)
                values ('Bench', 'Asia/Karachi', '+922100000000', 'PKR')),
accounts as (insert into users (id, full_name, email, timezone)
             select account, 'Family ' || n, 'family' || n || '@bench.example', 'Europe/London' from numbers
             union all
             select tutor, 'Tutor ' || n, 'tutor' || n || '@bench.example', 'Asia/Karachi' from numbers),
learner_rows as (insert into learners (id, account_user_id, full_name)
                 select learner, account, 'Learner ' || n from numbers),
request_rows as (insert into requests (id, learner_id, subject_id, level_id, status)
                 select request, learner, subject.id, level.id, 'active' from numbers, subject, level),
months as (select n, request, gen_random_uuid() as package, month,
                  pg_temp.starts_at(n, month * 12 + 1)::date as first_day,
                  pg_temp.starts_at(n, month * 12 + 13)::date - 1 + 16 * (month * 12 >= %(each)s)::integer as last_day
           from numbers, generate_series(0, (%(each)s - 1) / 12 + (n %% 30 = 0)::integer) month),
package_rows as (insert into packages (id, request_id, tier, start_date, end_date, status, price, currency,
                                       lacks_sessions, is_due, is_told)
                 select package, request, 12, first_day, last_day,
                        (case when last_day < %(now)s::date then 'expired' when month * 12 < %(each)s then 'active'
                         else 'pending' end)::package_status, 0, 'PKR', month * 12 >= %(each)s, false, true
                 from months),
match_rows as (insert into matches (id, request_id, tutor_user_id, meet_link, status)
               select match, request, tutor, link, 'active' from numbers),
pattern_rows as (insert into match_patterns (match_id, since, pattern)
                 select match, date '2026-01-01', jsonb_build_object(
                     'timezone', 'Asia/Karachi', 'days', jsonb_build_array(n %% 7, (n + 2) %% 7, (n + 4) %% 7),
                     'time', to_char(n %% 24, 'fm00') || ':00', 'duration_mins', 60) from numbers),
links as (insert into meet_links (match_id, tutor_user_id, account_user_id, meet_link)
          select match, tutor, account, link from numbers),
former as (select n, learner, tutor, gen_random_uuid() as request from numbers where n %% 20 = 0),
former_requests as (insert into requests (id, learner_id, subject_id, level_id, status)
                    select request, learner, subject.id, level.id, 'ended' from former, subject, level),
former_matches as (insert into matches (request_id, tutor_user_id, status) select request, tutor, 'ended' from former)
insert into sessions (match_id, package_id, tutor_user_id, learner_id, account_user_id, scheduled_start_utc,
                      scheduled_end_utc, local_start, nominal_date, timezone, status, marked_at, marked_by_user_id,
                      sequence, settled_as, settled_why, original_start_utc, original_local_start, original_timezone,
                      created_at)
select match, months.package, tutor, learner, account, start, start + interval '1 hour', start::timestamp, start::date,
       'UTC', (case when is_moved then 'rescheduled' when not is_over then 'scheduled'
                    when k %% 25 = 0 then 'no_show_student' when k %% 60 = 7 then 'no_show_tutor'
                    else 'done' end)::session_status,
       case when is_over then start + interval '70 minutes' end, case when is_over then tutor end,
       (is_over or is_moved)::integer,
       case when is_over and k %% 60 = 7 and k %% 25 > 0 then 'written_off'::settlement end,
       case when is_over and k %% 60 = 7 and k %% 25 > 0 then 'agreed' else '' end,
       case when is_moved then start - interval '1 day' end,
       case when is_moved then start::timestamp - interval '1 day' end, case when is_moved then 'UTC' end,
       %(now)s::timestamptz - interval '30 days'
from generate_series(1, %(each)s) k join months on month = (k - 1) / 12 join numbers using (n, request),
     pg_temp.starts_at(n, k) start,
     lateral (select start < %(now)s::timestamptz - interval '75 minutes' as is_over,
                     start > %(now)s and (n + k) %% 40 = 0 as is_moved) is_
"""
# Everybody knows the times to come and, after a day, who was absent; the history says when each month was created.
LIVED = """
insert into told (about, what, user_id, said, situation, message_about, version, told_at, is_told, is_last)
select s.id, 'start', w.id, to_char(s.scheduled_start_utc at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       'sessions_generated', s.package_id, '', %(now)s::timestamptz - interval '3 days', true, true
from sessions s, lateral (values (s.account_user_id), (s.tutor_user_id)) w (id)
where s.scheduled_start_utc > %(now)s::timestamptz - interval '20 days';
insert into told (about, what, user_id, said, situation, message_about, version, told_at, is_told, is_last)
select s.id, 'mark', s.account_user_id,
       s.status || to_char(s.scheduled_start_utc at time zone 'UTC', ' YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       'student_absent', s.id, '', s.marked_at, true, true
from sessions s where s.marked_at < %(now)s::timestamptz - interval '1 day' and s.status::text like 'no_show_%%';
insert into told (about, what, user_id, said, situation, message_about, version, told_at, is_told, is_last)
select m.id, t.what, w.id, t.said, 'match_confirmed', m.id, '', %(now)s::timestamptz - interval '90 days', true, true
from matches m join requests r on r.id = m.request_id join learners l on l.id = r.learner_id,
     lateral (values (l.account_user_id), (m.tutor_user_id)) w (id),
     lateral (values ('tutor', m.tutor_user_id::text), ('link ' || m.tutor_user_id, m.meet_link)) t (what, said)
where m.status = 'active';
insert into audit_logs (at, action, match_id, entity_id)
select p.start_date - 3, 'sessions.generated', m.id, p.id
from packages p join matches m on m.request_id = p.request_id where not p.lacks_sessions
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
