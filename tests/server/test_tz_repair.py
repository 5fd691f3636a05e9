"""A government changes its clocks: check, repair, refusals, whom to tell, the admin's notice."""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from sqlalchemy import select

from corved.config import PROJECT
from corved.database.embedded import OWNER, SUPERUSER, WEB
from corved.database.session import db
from corved.models import AuditLog
from corved.queries.timetable.stale_sessions import stale_sessions
from corved.scheduling.obstacles import Closed
from corved.scheduling.zone_repair import by_zone
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.withdraw_sessions import withdraw_sessions
from corved.use_cases.sessions.mark_session import mark_session
from corved.use_cases.sessions.move_session import move_session
from corved.use_cases.timetable.repair_clocks import repair_clocks
from corved.web import tzdata_notice
from tests import given
from tests.databases import SECRET_KEY, prepare
from tests.patience import PATIENCE

RELEASES = PROJECT / ".venv/tzdata"
OLD, NEW = "2022.7", "2023.1"


@pytest.fixture
def database(cluster):
    cluster.create_database("tz")
    prepare(cluster, "tz")
    yield "tz"
    cluster.drop_database("tz")


def python(cluster, release, *arguments):
    """A process of its own whose tz database is that release."""
    urls = {
        name: cluster.url(role, "tz").render_as_string(hide_password=False)
        for name, role in (("DATABASE_URL", OWNER), ("DATABASE_WEB_URL", WEB))
    }
    path = f"{RELEASES / release}{os.pathsep}{PROJECT}"
    return subprocess.run(
        [sys.executable, *arguments, *([urls["DATABASE_WEB_URL"]] if "tests.server.tz_steps" in arguments else [])],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={**os.environ, **urls, "PYTHONPATH": path, "SECRET_KEY": SECRET_KEY},
        timeout=PATIENCE,
    )


def corved(cluster, release, *arguments):
    return python(cluster, release, "-c", "from corved.cli.main import main; main()", *arguments)


def starts(cluster, zone):
    url = cluster.url(SUPERUSER, "tz")
    with psycopg.connect(
        host=str(url.query["host"]), user=SUPERUSER, password=url.password, dbname="tz", autocommit=True
    ) as connection:
        query = "select to_char(scheduled_start_utc at time zone 'utc', 'HH24:MI') from sessions where timezone = %s"
        return [row[0] for row in connection.execute(query, (zone,))]


def test_two_releases_side_by_side_cairo_changes_and_karachi_does_not(cluster, database):
    agreed = json.loads(python(cluster, OLD, "-m", "tests.server.tz_steps").stdout)
    assert agreed == {"tzdata": OLD, "starts": {"Africa/Cairo": ["15:00"], "Asia/Karachi": ["12:00"]}}
    assert corved(cluster, OLD, "tz", "check").returncode == 0

    found = corved(cluster, NEW, "tz", "check")
    assert found.returncode == 1
    assert "Africa/Cairo: 8 sessions at the wrong time." in found.stdout
    assert (
        "17:00 local time, stored as 15:00 UTC (that is 18:00 local time, tzdata 2023.1). It should be 14:00 UTC."
        in found.stdout
    )
    assert "Karachi" not in found.stdout

    mended = corved(cluster, NEW, "tz", "repair")
    assert mended.returncode == 0, mended.stderr
    assert "Zara Khan with Tariq Tutor: 8 sessions repaired. Tell them:" in mended.stdout
    assert "Nadia Khan: from" in mended.stdout
    assert "at 15:00 London, UTC+1, not 16:00" in mended.stdout
    assert "8 sessions repaired, 0 courses refused." in mended.stdout
    assert set(starts(cluster, "Africa/Cairo")) == {"14:00"}
    assert set(starts(cluster, "Asia/Karachi")) == {"12:00"}

    again = corved(cluster, NEW, "tz", "repair")
    assert (again.returncode, again.stdout) == (0, "0 sessions repaired, 0 courses refused.\n")
    assert corved(cluster, NEW, "tz", "check").returncode == 0


def shift(superuser, course, minutes, first="2000-01-01"):
    """As if the tz database had said something else when the sessions were agreed."""
    by = f"{minutes} minutes"
    superuser.execute(
        "update sessions set scheduled_start_utc = scheduled_start_utc + %s::interval, "
        "scheduled_end_utc = scheduled_end_utc + %s::interval where match_id = %s and scheduled_start_utc >= %s",
        (by, by, course.match, first),
    )


@pytest.fixture
def course(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def test_past_sessions_are_never_touched_and_the_rest_keeps_its_wall_clock(course, superuser):
    shift(superuser, course, 60)
    before = given.sessions_of(course)

    with given.after(datetime(2026, 3, 11, 12, tzinfo=UTC)):
        [done] = list(repair_clocks())

    after = given.sessions_of(course)
    assert done.repaired == 5
    assert [each.scheduled_start_utc for each in after][:3] == [each.scheduled_start_utc for each in before][:3]
    assert {each.scheduled_start_utc.hour for each in after[3:]} == {17}
    assert [each.local_start for each in after] == [each.local_start for each in before]
    assert all(each.scheduled_end_utc - each.scheduled_start_utc == timedelta(hours=1) for each in after)
    logged = db.scalars(select(AuditLog).where(AuditLog.action == "session.repaired")).all()
    assert len(logged) == 5
    assert logged[0].reason.startswith("tzdata 20")


def test_moved_sessions_follow_their_own_wall_clock_and_zone(course, superuser):
    lesson = given.sessions_of(course)[4]
    move_session(session_id=lesson.id, local_start=datetime(2026, 3, 20, 20), timezone="Asia/Karachi", reason="x")
    shift(superuser, course, 30)

    reports = by_zone(stale_sessions(now=given.clock.now()))
    db.rollback()
    list(repair_clocks())

    assert [(each.zone, each.count) for each in reports] == [("Asia/Karachi", 1), ("Europe/London", 7)]
    assert given.session_now(lesson.id).scheduled_start_utc == datetime(2026, 3, 20, 15, tzinfo=UTC)
    assert given.session_now(lesson.id).status == "rescheduled"


def test_a_match_that_would_overlap_is_refused_and_says_which(world, course, superuser):
    shift(superuser, course, 180)
    other = given.a_running_course(
        learner=world.zara, tutor=world.tutor, subject="Physics", pattern=given.a_schedule((1, 3), "17:30")
    )

    [done] = list(repair_clocks())

    assert done.repaired == 0
    assert done.title == "Ayaan Sheikh with Tariq Tutor"
    assert "Tariq Tutor teaches Zara Khan, Mon 2 Mar, 17:30–18:30 London" in done.refused
    assert done.refused.count("Tariq Tutor teaches Zara Khan") == 8, "every one, not the first"
    assert {each.scheduled_start_utc.hour for each in given.sessions_of(course)} == {20}
    assert len(given.sessions_of(other)) == 8


def test_a_tutors_whole_afternoon_moves_whatever_the_order(world, superuser):
    courses = [
        given.a_running_course(learner=learner, tutor=world.tutor, pattern=given.a_schedule((1, 3), time))
        for learner, time in ((world.zara, "16:00"), (world.yusuf, "17:00"), (world.student_learner, "18:00"))
    ]
    superuser.execute("set session_replication_role = replica")
    for each in courses:
        shift(superuser, each, 60)
    superuser.execute("set session_replication_role = origin")

    done = list(repair_clocks())

    assert [each.refused for each in done] == [None] * 3
    assert [{each.scheduled_start_utc.hour for each in given.sessions_of(one)} for one in courses] == [{16}, {17}, {18}]


def test_it_lists_whom_to_tell_in_their_own_hours(course, superuser):
    shift(superuser, course, 60)

    [done] = list(repair_clocks())

    assert done.tell == (
        "Ayaan Sheikh: from Mon 2 Mar at 12:00 New York, UTC−5, not 13:00",
        "Tariq Tutor: from Mon 2 Mar at 17:00 London, UTC+0, not 18:00",
    )


def test_the_first_agreed_time_of_a_moved_session_is_repaired_too(course, superuser):
    lesson = given.sessions_of(course)[4]
    move_session(session_id=lesson.id, local_start=datetime(2026, 3, 20, 20), timezone="Asia/Karachi", reason="x")
    shift(superuser, course, 60)
    superuser.execute("update sessions set original_start_utc = original_start_utc + interval '1 hour'")

    list(repair_clocks())

    assert given.session_now(lesson.id).original_start_utc == lesson.scheduled_start_utc


def test_the_first_agreed_time_is_repaired_where_only_it_is_wrong(course, superuser):
    """By a closure, not by a move of its own, and to a time that the installed rules do not change."""
    lesson = given.sessions_of(course)[4]
    day = lesson.local_start.date()
    add_closure(closed=Closed("Eid", day, day, "Europe/London"))
    superuser.execute("update sessions set original_start_utc = original_start_utc + interval '1 hour'")

    [done] = list(repair_clocks())

    assert (done.repaired, done.tell) == (1, ())
    assert given.session_now(lesson.id).original_start_utc == lesson.scheduled_start_utc


@pytest.mark.parametrize(("is_marked", "repaired"), [(False, 8), (True, 7)])
def test_a_session_whose_right_time_is_still_to_come_is_repaired_while_nobody_marked_it(
    course, superuser, is_marked, repaired
):
    first = given.sessions_of(course)[0]
    shift(superuser, course, -60)

    with given.after(first.scheduled_start_utc - timedelta(minutes=20)):
        if is_marked:
            mark_session(session_id=first.id, status="done")
        [done] = list(repair_clocks())

    assert done.repaired == repaired


def test_a_session_that_waits_for_a_new_time_is_repaired_and_nobody_is_told(course, superuser):
    lesson = given.sessions_of(course)[4]
    mark_session(session_id=lesson.id, status="rescheduled")
    superuser.execute(
        "update sessions set scheduled_start_utc = scheduled_start_utc + interval '1 hour', "
        "scheduled_end_utc = scheduled_end_utc + interval '1 hour' where id = %s",
        (lesson.id,),
    )

    [done] = list(repair_clocks())

    assert (done.repaired, done.tell) == (1, ())

    assert given.session_now(lesson.id).scheduled_start_utc == lesson.scheduled_start_utc


def test_the_start_looks_and_the_admin_sees_it_until_it_is_mended(app, client, world, course, superuser, caplog):
    shift(superuser, course, 60)
    client.sign_in_as(world.admin).get("/admin/learners")
    assert client.page.says("#clock-notice") == "", "nobody has looked yet"

    tzdata_notice.look_at_start(app).join()
    client.get("/admin/learners")
    notice = client.page.says("#clock-notice")
    assert (
        "8 upcoming sessions would start at the wrong local time. "
        "Example: Mon 2 Mar, 17:00 London, UTC+0 would start at 18:00." in notice
    )

    list(repair_clocks())
    client.get("/admin/learners")
    assert client.page.says("#clock-notice") == ""


def test_what_somebody_else_repaired_or_removed_meanwhile_is_left_alone(world, superuser):
    learners, tutors = (world.zara, world.yusuf, world.student_learner), (world.tutor, world.other_tutor, world.owner)
    pairs = zip(learners, tutors, strict=True)
    courses = [given.a_running_course(learner=learner, tutor=tutor) for learner, tutor in pairs]
    for each in courses:
        shift(superuser, each, 60)
    repairs = repair_clocks()

    first = next(repairs)
    mended, withdrawn = (each for each in courses if each.match != first.match_id)
    shift(superuser, mended, -60)
    withdraw_sessions(match_id=withdrawn.match, package_id=withdrawn.package)

    assert list(repairs) == []
    assert first.repaired == 8
