"""The demo academy, on ordinary days and on days on which clocks change."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, text

from corved import clock
from corved.database.session import Identity, connect, db, speak_for
from corved.demo.academy import build_demo
from tests.databases import prepare, web_engine

DAYS = [
    datetime(2026, 11, 23, 6, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2027, 1, 31, 20, tzinfo=UTC),
]


@pytest.mark.parametrize("now", DAYS, ids=lambda day: f"{day:%d-%b}")
def test_it_has_everything_the_pages_can_show(cluster, engine, superuser, now):
    cluster.create_database("demo")
    prepare(cluster, "demo")
    demo_engine = web_engine(cluster, "demo")
    looking = create_engine(cluster.url("postgres", "demo"))
    try:
        connect(demo_engine)
        speak_for(Identity("app_admin"))
        with clock.at(now):
            build_demo(lambda _words: None)
        with looking.connect() as seen:

            def ask(query: str):
                return seen.execute(text(query), {"now": now}).scalar()

            assert ask("select count(*) from user_roles where role = 'tutor'") == 5
            assert ask("select count(*) from users where id in (select account_user_id from learners)") == 10
            assert ask("select count(*) from learners") == 13
            assert ask("select count(*) from subjects") == 13
            assert ask("select count(distinct status) from matches") == 4
            assert ask("select count(distinct status) from requests") == 7
            assert ask("select count(distinct timezone) from users") == 6
            assert ask("select count(distinct status) from sessions") == 5
            assert ask("select count(*) from sessions where needs_new_time") >= 1
            assert ask("select count(*) from sessions where original_start_utc is not null") >= 3
            unmarked = "select count(*) from sessions where status = 'scheduled' and scheduled_end_utc < :now"
            assert ask(unmarked) >= 3
            running = """select count(distinct p.tier) from packages p join sessions s on s.package_id = p.id
                         where s.scheduled_start_utc > :now"""
            assert ask(running) == 3
            ready = """select count(*) from packages p join matches m using (request_id) where p.status = 'active'
                       and m.status = 'matched' and not exists (select 1 from sessions s where s.package_id = p.id)"""
            assert ask(ready) >= 3
            ending = """select count(*) from packages p where p.end_date >= cast(:now as date) and
                        p.end_date <= cast(:now as date) + 5 and p.start_date < cast(:now as date)"""
            assert ask(ending) >= 1
            assert ask("select count(*) from audit_logs") > 100
    finally:
        db.remove()
        demo_engine.dispose()
        looking.dispose()
        connect(engine)
        cluster.drop_database("demo")
